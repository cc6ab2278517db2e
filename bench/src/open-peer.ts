import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { B24Hook } from '@bitrix24/b24jssdk';

/** A client of b24jssdk for a portal on this machine. Loaded here, so that the caller may replace clocks before. */
export async function openPeer(webhook: string): Promise<B24Hook> {
  // It speaks https only; the portal of a benchmark has no certificate, so its requests are led to http below it.
  const axiosFolder = dirname(dirname(dirname(createRequire(fileURLToPath(import.meta.resolve('@bitrix24/b24jssdk'))).resolve('axios'))));
  const { Axios } = (await import(pathToFileURL(join(axiosFolder, 'index.js')).href)) as { Axios: { prototype: Record<string, unknown> } };
  const request = Axios.prototype['request'] as (this: unknown, ...args: unknown[]) => unknown;
  Axios.prototype['request'] = function (this: unknown, config: { url?: string; baseURL?: string }) {
    const plain = (address?: string): string | undefined => address?.replace(/^https:/, 'http:');
    return request.call(this, { ...config, url: plain(config.url), baseURL: plain(config.baseURL) });
  };
  const { B24Hook: Hook } = await import('@bitrix24/b24jssdk');
  // Its own reader of webhook addresses takes https only.
  const { origin, pathname } = new URL(webhook);
  const [, , userId = '', secret = ''] = pathname.split('/');
  return new Hook({ b24Url: origin, userId: Number(userId), secret });
}
