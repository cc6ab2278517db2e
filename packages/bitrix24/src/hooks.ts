import { bitrix24SecretPaths } from '@portolan/auth/bitrix24';
import { type Hooks, hooksPolicy, type Policy } from '@portolan/transport';

/**
 * A policy that shows every attempt to your hooks, with tokens, bodies and the code in a webhook's address hidden:
 * `createBitrix24({ policies: [bitrix24Hooks({ onResponse })] })`. Repetitions are told to `retry: { onRetry }`.
 */
export function bitrix24Hooks(hooks: Hooks): Policy {
  return hooksPolicy({ ...hooks, redaction: { secretPaths: bitrix24SecretPaths } });
}
