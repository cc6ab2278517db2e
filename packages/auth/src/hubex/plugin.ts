import { UsageError } from '@portolan/transport';
import { plugin } from '../generated/hubex.js';
import type { TokenFlow } from '../tokens.js';
import type { HubexFlowOptions } from './server.js';
import { hubexTokens } from './tokens.js';

/** What HubEx tells a plugin in the address of its frame. */
export interface HubexPlugin {
  /** Calls as the user who looks at the plugin. There is no refresh token: when the token dies, the frame has to be loaded anew. */
  auth: TokenFlow;
  /** The asset on whose page the plugin stands. */
  assetId?: number;
  /** The task in whose form the plugin stands. */
  taskId?: number;
}

/**
 * Reads the address of a plugin's frame: `hubexPlugin(location.href)`. Take the token out of the address afterwards
 * (`history.replaceState`), so that it does not end up in a log or a referrer.
 * @throws {UsageError} that never quotes the address: it is no address, or has no token
 */
export function hubexPlugin(address: string | URL, options: HubexFlowOptions = {}): HubexPlugin {
  const query = read(address).searchParams;
  const accessToken = query.get(plugin.token);
  if (!accessToken) throw new UsageError('address', 'it has no access token', 'Open the plugin inside of HubEx.');
  const id = (name: string): number | undefined => Number(query.get(name)) || undefined;
  const [assetId, taskId] = [id(plugin.asset), id(plugin.task)];
  return { auth: hubexTokens({ ...options, accessToken }), ...(assetId && { assetId }), ...(taskId && { taskId }) };
}

function read(address: string | URL): URL {
  try {
    return new URL(address);
  } catch {
    throw new UsageError('address', 'it is not a URL', 'Pass location.href.');
  }
}
