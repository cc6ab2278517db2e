import { resolve } from 'node:path';
import type { VSCodeServer } from './server.ts';

/** Pairs that the workbench takes from its address, such as `['skipWelcome', 'true']`. */
export type Payload = readonly (readonly [string, string])[];

/** What a workbench opens. */
export interface Target {
  readonly folder?: string | undefined;
  readonly workspace?: string | undefined;
}

/** The address under which the workbench knows a path of the server's machine. */
export function remoteUri(server: VSCodeServer, path: string): string {
  const absolute = resolve(path)
    .replace(/^([A-Za-z]):\\/, '/$1:/')
    .replaceAll('\\', '/');
  return `vscode-remote://${server.authority}${absolute}`;
}

/** The page that opens a folder, a workspace file or an empty window. */
export function workbenchUrl(server: VSCodeServer, target: Target = {}, payload: Payload = []): string {
  const url = new URL(server.url);
  if (server.connectionToken) url.searchParams.set('tkn', server.connectionToken);
  if (target.workspace) url.searchParams.set('workspace', resolve(target.workspace));
  else if (target.folder) url.searchParams.set('folder', resolve(target.folder));
  else url.searchParams.set('ew', 'true');
  const all: Payload = [['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload];
  url.searchParams.set('payload', JSON.stringify(all));
  return url.toString();
}
