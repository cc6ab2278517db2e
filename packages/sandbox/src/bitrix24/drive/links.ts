import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from '../../context.js';
import type { JsonObject } from '../../json.js';
import { isObject } from '../../json.js';
import { MethodError } from '../protocol/errors.js';
import type { PortalName } from '../protocol/portal-name.js';

/** What an address of the portal lets whoever has it do. */
export type LinkUse = 'download' | 'upload';

/** Addresses that need no sign-in, since a token in them says what they are good for. */
export interface DriveLinks {
  /** An address for a use, good for as long as an access token; `claim` comes back when it is used. */
  address(use: LinkUse, claim: JsonObject): string;
  /** The use that a path is for; undefined when it is none of these addresses. */
  useOf(pathname: string): LinkUse | undefined;
  /** The claim of an address. Refuses a token that is not ours, or too old. */
  open(use: LinkUse, url: URL): JsonObject;
  /** Addresses given out so far count as expired. */
  revoke(): void;
}

const paths: Record<LinkUse, string> = { download: '/rest/download.json', upload: '/rest/upload.json' };

/** Creates the addresses. Tokens are signed, not kept: lists make one a file. */
export function createDriveLinks(context: Context, name: PortalName, lifeSeconds: number): DriveLinks {
  const key = randomBytes(32);
  let round = 0;
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest();

  return {
    address(use, claim) {
      const until = context.clock.now() + lifeSeconds * 1000;
      const payload = Buffer.from(JSON.stringify({ ...claim, use, until, round })).toString('base64url');
      return `${name.origin()}${paths[use]}?${new URLSearchParams({ token: `disk|${payload}|${sign(payload).toString('base64url')}` })}`;
    },
    useOf: (pathname) => (['download', 'upload'] as const).find((use) => paths[use] === pathname),
    open(use, url) {
      const [, payload = '', signature = ''] = (url.searchParams.get('token') ?? '').split('|');
      const [own, given] = [sign(payload), Buffer.from(signature, 'base64url')];
      const genuine = own.length === given.length && timingSafeEqual(own, given);
      const claim: unknown = genuine ? JSON.parse(Buffer.from(payload, 'base64url').toString()) : undefined;
      if (!isObject(claim) || claim['use'] !== use) throw new MethodError(403, 'ACCESS_DENIED', 'The address is not one of this portal');
      if (context.clock.now() >= Number(claim['until']) || claim['round'] !== round)
        throw new MethodError(401, 'expired_token', 'The address has expired');
      return claim;
    },
    revoke: () => void (round += 1),
  };
}
