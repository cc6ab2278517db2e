/**
 * The child process behind `startServer`: `node server-process.ts <vscodeFolder> <arguments of the VS Code server...>`.
 * It hosts `out/server-main.js` directly, without the wrapper of the distribution (no password page, no native builds), and answers
 * the few routes which that wrapper would have answered.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface RemoteServer {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Socket): void;
  dispose(): void;
}

interface ServerModule {
  loadCodeWithNls(): Promise<{ createServer(address: null): Promise<RemoteServer> }>;
}

const [vscodeFolder, ...serverArguments] = process.argv.splice(2);
if (!vscodeFolder) throw new Error('The first argument must be the folder of the VS Code server build.');
process.argv.push(...serverArguments); // VS Code parses process.argv itself
process.env['CODE_SERVER_PARENT_PID'] = String(process.pid); // "do not listen, you are imported"
process.env['EXTENSIONS_GALLERY'] ??= '{}'; // no look-ups in an extension gallery

const vscode = (await import(pathToFileURL(join(vscodeFolder, 'out', 'server-main.js')).href)) as ServerModule;
const remote = await (await vscode.loadCodeWithNls()).createServer(null);
const keyHalf = readKeyHalf(join(argument('server-data-dir') ?? '.', 'serve-web-key-half'));

const server = createServer((request, response) => {
  const url = request.url ?? '/';
  const path = url.split('?')[0] ?? '/';
  const proxied = /^\/proxy\/(\d+)(\/.*|$)/.exec(url);
  if (request.method === 'POST' && path.endsWith('/mint-key')) {
    response.end(keyHalf); // half of the key that encrypts SecretStorage in the browser
  } else if (path.endsWith('/_static/out/browser/serviceWorker.js')) {
    response.writeHead(200, { 'content-type': 'text/javascript', 'service-worker-allowed': '/' });
    response.end('addEventListener("fetch",()=>{})');
  } else if (path.endsWith('/manifest.json')) {
    response.writeHead(200, { 'content-type': 'application/manifest+json' });
    response.end('{}');
  } else if (proxied) {
    response.writeHead(307, { location: `http://127.0.0.1:${proxied[1]}${proxied[2] || '/'}` }); // asExternalUri(http://localhost:N) points here
    response.end();
  } else if (path.includes('/_static/src/browser/media/')) {
    response.writeHead(204);
    response.end();
  } else {
    remote.handleRequest(request, response);
  }
});
server.on('upgrade', (request, socket, head) => {
  if (head.length) socket.unshift(head);
  remote.handleUpgrade(request, socket as Socket);
});
server.listen(Number(argument('port') ?? 0), '127.0.0.1', () => {
  process.send?.({ ready: (server.address() as AddressInfo).port });
});

process.on('SIGTERM', leave);
process.on('SIGINT', leave);
// When the parent is gone, the whole group goes along: an extension host could stay behind otherwise.
process.on('disconnect', () => {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    leave();
  }
});

function leave(): void {
  try {
    remote.dispose();
  } finally {
    process.exit(0);
  }
}

function argument(name: string): string | undefined {
  const index = serverArguments.indexOf(`--${name}`);
  return index < 0 ? undefined : serverArguments[index + 1];
}

/** Kept in the data folder, so that secrets stored in an earlier run can still be read. */
function readKeyHalf(file: string): Buffer {
  if (existsSync(file)) return readFileSync(file);
  const key = randomBytes(32);
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}
