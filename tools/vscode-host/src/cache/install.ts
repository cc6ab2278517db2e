import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { npm, packTarball } from './npm.ts';
import { recipe } from './recipe.ts';
import { writeShims } from './shims.ts';

/** An installed VS Code server build and the Node that can run it. */
export interface VSCodeInstallation {
  /** The folder with `out/server-main.js` and `product.json`. */
  readonly folder: string;
  /** The Node executable to start it with: the running one when it is new enough. */
  readonly node: string;
  /** The version of VS Code itself, such as `1.139.1`. */
  readonly version: string;
}

export interface InstallOptions {
  /** Where installations are kept; `VSCODE_HOST_CACHE` or `~/.cache/vscode-host` by default. */
  readonly cacheFolder?: string;
  /** Told about each step of a first installation, which takes 10 to 20 seconds. */
  readonly onProgress?: (message: string) => void;
}

/** Gives a VS Code from the cache folder, and puts it there first when it is missing. Safe to call from several processes. */
export function installVSCode({ cacheFolder = defaultCacheFolder(), onProgress = () => {} }: InstallOptions = {}): VSCodeInstallation {
  const root = resolve(cacheFolder, `${recipe.server.package}-${recipe.server.version}-r${recipe.revision}`);
  if (!isComplete(root)) {
    const draft = `${root}.${process.pid}.tmp`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    try {
      unpackServer(draft, onProgress);
      installDependencies(join(draft, 'vscode'), onProgress);
      if (!runningNodeIsEnough()) installNode(join(draft, 'node'), onProgress);
      writeFileSync(join(draft, '.done'), '');
      publish(draft, root);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  const folder = join(root, 'vscode');
  const product = JSON.parse(readFileSync(join(folder, 'product.json'), 'utf8')) as { version: string };
  return { folder, node: nodeOf(root), version: product.version };
}

function defaultCacheFolder(): string {
  return process.env['VSCODE_HOST_CACHE'] ?? join(homedir(), '.cache', 'vscode-host');
}

function isComplete(root: string): boolean {
  return existsSync(join(root, '.done')) && existsSync(nodeOf(root));
}

function runningNodeIsEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = recipe.node.minimum;
  return major > needMajor || (major === needMajor && minor >= needMinor);
}

/** npm packages that carry the Node binary itself and need no install script. */
function nodePackage(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${platform}-${process.arch}`;
}

function nodeOf(root: string): string {
  if (runningNodeIsEnough()) return process.execPath;
  return join(root, 'node', 'node_modules', nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function unpackServer(draft: string, onProgress: (message: string) => void): void {
  const { package: name, version, integrity } = recipe.server;
  onProgress(`downloading ${name} ${version}`);
  const tarball = packTarball(name, version, integrity, draft);
  onProgress('unpacking');
  const without = recipe.droppedExtensions.map((extension) => `--exclude=package/lib/vscode/extensions/${extension}`);
  execFileSync('tar', ['-xzf', tarball, '-C', draft, '--strip-components=2', ...without, 'package/lib/vscode']);
  rmSync(tarball);
}

function installDependencies(folder: string, onProgress: (message: string) => void): void {
  onProgress('installing its run-time dependencies');
  const manifestPath = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as {
    dependencies: Record<string, string>;
    overrides?: unknown;
    allowScripts?: unknown;
  };
  for (const name of recipe.droppedDependencies) delete manifest.dependencies[name];
  delete manifest.overrides;
  delete manifest.allowScripts;
  writeFileSync(manifestPath, JSON.stringify(manifest, null, 2));
  // `npm ci` refuses the changed package.json; `npm install` keeps to the shrinkwrap for everything that is left.
  npm(['install', '--omit=dev'], folder);

  const nodeModules = join(folder, 'node_modules');
  const here = `${process.platform}-${process.arch}`;
  for (const parent of recipe.platformFolders) {
    for (const platform of readdirSync(join(nodeModules, parent))) {
      if (platform !== here) rmSync(join(nodeModules, parent, platform), { recursive: true });
    }
  }
  for (const dropped of recipe.droppedFolders) rmSync(join(nodeModules, dropped), { recursive: true, force: true });
  writeShims(nodeModules);
}

function installNode(folder: string, onProgress: (message: string) => void): void {
  onProgress(`installing Node ${recipe.node.version}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  npm(['install', `${nodePackage()}@${recipe.node.version}`], folder);
  for (const dropped of ['include', 'share', 'lib']) {
    rmSync(join(folder, 'node_modules', nodePackage(), dropped), { recursive: true, force: true });
  }
}

/** Moves the finished folder into place; when another process was faster, its folder stays. */
function publish(draft: string, root: string): void {
  try {
    if (isComplete(root)) return;
    rmSync(root, { recursive: true, force: true });
    renameSync(draft, root);
  } catch (error) {
    if (!isComplete(root)) throw error;
  }
}
