// Installs the workspace with the pinned pnpm. Runs before `npm start` and `npm test` on whatever Node the machine has (20 or
// newer); everything after it runs on the Node 24 that this installs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`Portolan needs Node 20 or newer; this is ${process.version}. Install a current Node from https://nodejs.org.`);
  process.exit(1);
}

const manifests = ['packages', 'tools']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
  .concat('.', 'specs', 'extension', 'bench')
  .map((folder) => join(root, folder, 'package.json'))
  .filter((file) => existsSync(file));
const hash = createHash('sha256');
for (const file of [join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml'), ...manifests]) hash.update(readFileSync(file));
const wanted = hash.digest('hex');
const stamp = join(root, 'node_modules', '.portolan-installed');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.log('Installing the workspace ...');
  const run = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (run.status !== 0) {
    console.error('The installation failed. Is the npm registry reachable? The lines above say more.');
    process.exit(run.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
