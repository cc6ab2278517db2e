import type { Schema } from './spec.js';

const byFormat: Record<string, string> = {
  date: '2026-02-16',
  'date-time': '2026-02-16T09:30:00Z',
  time: '09:30:00Z',
  email: 'anna@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  'uri-reference': '/example',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b',
  byte: 'ZXhhbXBsZQ==',
  binary: 'example',
  password: 'example-password',
};

/** Values tried against a pattern, the plain ones first. */
const candidates = [
  '1',
  'Example',
  'example',
  'EXAMPLE',
  'Y',
  'a',
  '2026-02-16',
  '2026-02-16 09:30:00',
  '2026-02-16T09:30:00',
  '2026-02-16T09:30:00+03:00',
  '09:30',
  '09:30:00',
  '08:00:00',
  '#2196F3',
  'A0522D',
  '+70000000000',
  '70000000000',
  '1.00',
  '12:00',
  'items=1-1/1',
  'items=1-50',
  '55.751244:37.618423',
  '1,2',
  'en',
  'en-US',
  'RU',
  'RUB',
  '0123456789abcdef0123456789abcdef',
  'UF_CRM_1',
  'UF_EXAMPLE',
  'ufCrm1',
  'crm',
  'DEAL',
  'C1:NEW',
  'https://example.com/',
  'http://example.com/hook',
  'example.com',
  '1234',
  '123456',
  'n1',
  'U1',
  'Example text',
];

/** A string that fits format, pattern and lengths; the property's name helps to make it plausible. */
export function sampleString(schema: Schema, name: string): string {
  if (typeof schema.default === 'string' && schema.default !== '') return schema.default;
  const formatted = schema.format === undefined ? undefined : byFormat[schema.format];
  if (formatted !== undefined && !schema.pattern) return formatted;
  if (schema.pattern !== undefined) {
    const match = bySearch(schema, formatted);
    if (match !== undefined) return match;
  }
  return fit(plausible(name), schema);
}

function bySearch(schema: Schema, formatted: string | undefined): string | undefined {
  let pattern: RegExp;
  try {
    pattern = new RegExp(schema.pattern ?? '', 'u');
  } catch {
    return undefined;
  }
  const longEnough = (value: string): boolean =>
    value.length >= (schema.minLength ?? 0) && value.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY);
  return [...(formatted ? [formatted] : []), ...candidates].find((value) => longEnough(value) && pattern.test(value));
}

function plausible(name: string): string {
  const lower = name.toLowerCase();
  if (lower.includes('mail')) return 'anna@example.com';
  if (lower.includes('phone')) return '+70000000000';
  if (lower.endsWith('url') || lower.endsWith('uri') || lower === 'href') return 'https://example.com/';
  if (lower.includes('firstname') || lower === 'first_name' || lower === 'name') return 'Anna';
  if (lower.includes('lastname') || lower === 'last_name') return 'Example';
  if (lower.includes('title')) return 'Replace the filter';
  if (lower === 'id' || lower.endsWith('_id')) return '1';
  return 'Example';
}

function fit(value: string, schema: Schema): string {
  const longer = value.padEnd(schema.minLength ?? 0, 'x');
  return schema.maxLength === undefined ? longer : longer.slice(0, schema.maxLength);
}

/** A number inside the limits, 1 where it may be. */
export function sampleNumber(schema: Schema, type: 'integer' | 'number'): number {
  if (typeof schema.default === 'number') return schema.default;
  const least = schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + 1);
  let value = Math.max(1, least ?? 1);
  if (schema.maximum !== undefined && value > schema.maximum) value = schema.maximum;
  if (schema.multipleOf !== undefined) value = Math.ceil(value / schema.multipleOf) * schema.multipleOf;
  return type === 'integer' ? Math.trunc(value) : value;
}
