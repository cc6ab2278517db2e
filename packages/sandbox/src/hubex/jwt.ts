import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';

const encode = (value: JsonValue): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const mac = (key: string, signed: string): Buffer => createHmac('sha256', key).update(signed).digest();

/** Signs claims as a JWT (HS256). */
export function signJwt(claims: JsonObject, key: string): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${mac(key, signed).toString('base64url')}`;
}

/** The claims of a JWT whose signature is right; undefined for anything else. Times are not looked at. */
export function verifyJwt(token: string, key: string): JsonObject | undefined {
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
  const expected = mac(key, `${header}.${payload}`);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as JsonValue;
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
