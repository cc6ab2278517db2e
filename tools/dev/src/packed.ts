// Packs every package, installs the tarballs in an empty folder as a stranger would, and uses them there: the scripts of README and
// guides on Node 20 and 24 against the sandbox, type-checking under strict, a browser bundle, publint and attw.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startSandbox } from '@portolan/sandbox';
import { build } from 'esbuild';
import type { Check } from './report.ts';
import { runChecks } from './report.ts';
import { root, run, type Run } from './run.ts';

const published = ['transport', 'auth', 'hubex', 'bitrix24', 'workly', 'sandbox', 'catalog', 'cli'];
const providers = ['hubex', 'bitrix24', 'workly'] as const;
const folder = mkdtempSync(join(tmpdir(), 'portolan-packed-'));
const consumer = join(folder, 'consumer');
const tarballs = join(folder, 'tarballs');
mkdirSync(consumer);
mkdirSync(tarballs);

/** The fenced blocks of a document that carry a file name, ```` ```ts hubex.ts ````. */
function scriptsOf(markdown: string): Map<string, string> {
  return new Map([...markdown.matchAll(/^```ts (\S+\.ts)\n([\s\S]*?)^```$/gm)].map(([, name, code]) => [name!, code!]));
}

const expectZero = ({ code, output }: Run): { passed: number; failed: number; details?: string } =>
  code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, details: output.trimEnd().split('\n').slice(-40).join('\n') };

/** The production hosts that the README's scripts name lead to the sandbox here; anything else is refused. */
const redirect = (routes: Record<string, string>): string => `
const routes = ${JSON.stringify(routes)};
const send = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const address = String(input instanceof Request ? input.url : input);
  const route = Object.entries(routes).find(([from]) => address.startsWith(from));
  const target = route ? route[1] + address.slice(route[0].length) : address;
  if (!/^(127\\.|localhost$)/.test(new URL(target).hostname)) throw new Error('a script tried to leave the machine: ' + new URL(target).host);
  return send(target, init);
};
`;

const documents = { README: 'README.md', 'HubEx guide': 'docs/hubex.md', 'Bitrix24 guide': 'docs/bitrix24.md' };
const shown = Object.entries(documents).flatMap(([title, file]) =>
  [...scriptsOf(readFileSync(join(root, file), 'utf8'))].map(([name, code]) => ({ title, name, code })),
);
const scripts = new Map(shown.map(({ name, code }) => [name, code]));
/** Scripts that are there to be run and to print something; the others are imported by them, or looked at more closely below. */
const watched = new Set(['application.ts', 'drive.ts']);
const runnable = shown.filter(({ name, code }) => !watched.has(name) && !/^export /m.test(code));
const sandbox = await startSandbox();
const env = {
  HUBEX_SERVICE_TOKEN: sandbox.hubex.serviceToken,
  HUBEX_LOGIN: sandbox.hubex.login,
  HUBEX_PASSWORD: sandbox.hubex.password,
  BITRIX24_WEBHOOK: sandbox.bitrix24.webhook,
  BITRIX24_APPLICATION_TOKEN: 'example-application-token',
  BITRIX24_CLIENT_ID: sandbox.bitrix24.clientId,
  BITRIX24_CLIENT_SECRET: sandbox.bitrix24.clientSecret,
  APPLICATION_ADDRESS: 'http://127.0.0.1:8079',
  PORT: '8079',
  WORKLY_CLIENT_ID: sandbox.workly.clientId,
  WORKLY_CLIENT_SECRET: sandbox.workly.clientSecret,
  WORKLY_USERNAME: sandbox.workly.username,
  WORKLY_PASSWORD: sandbox.workly.password,
};
const nodes = { 20: join(root, 'tools/node-20/node_modules/node/bin/node'), 24: join(root, 'node_modules/node/bin/node') };

/** Does with the application of the guide what a portal and its users do; answers what the application should say to it. */
async function useApplication(address: string): Promise<string[]> {
  for (let left = 100; !(await fetch(address).catch(() => undefined)); left -= 1) {
    if (left === 0) throw new Error(`Nothing listens at ${address}.`);
    await setTimeout(100);
  }
  const { bitrix24Application: application } = sandbox;
  const call = async (query: string): Promise<string> => {
    const { result } = (await (await fetch(sandbox.bitrix24.webhook + query)).json()) as { result?: unknown };
    await sandbox.settled();
    return String(result);
  };
  // The scripts before have filled the bucket.
  sandbox.clock.advance(60_000);
  await application.install({ handler: address });
  const page = await application.open({ handler: address, userId: 2 });
  if (page.body !== '<p>Hello Boris</p>') throw new Error(`Its page is ${page.status} ${page.body}.`);
  const id = await call('crm.deal.add?fields[TITLE]=Pump');
  await call(`crm.deal.update?id=${id}&fields[TITLE]=Pumps`);
  await application.uninstall({ handler: address, clean: true });
  return ['installed', `new deal ${id}`, `waited: ONCRMDEALUPDATE {"FIELDS":{"ID":"${id}"}}`, 'removed with its data'];
}

/** The newest file on the company's Drive as the guide's script tells it; says so when it hangs on no task. */
async function newestFile(): Promise<string> {
  const call = async <T>(query: string): Promise<T> =>
    ((await (await fetch(sandbox.bitrix24.webhook + query)).json()) as { result: T }).result;
  type Facts = Record<string, string>;
  sandbox.clock.advance(60_000);
  const [company] = await call<Facts[]>('disk.storage.getList?filter[ENTITY_TYPE]=common');
  const [file] = await call<Facts[]>(`disk.storage.getChildren?id=${company!['ID']}&order[ID]=DESC`);
  const { tasks } = await call<{ tasks: { ufTaskWebdavFiles: number[] }[] }>(
    'tasks.task.list?order[ID]=DESC&start=-1&select[]=UF_TASK_WEBDAV_FILES',
  );
  const { OBJECT_ID } = await call<Facts>(`disk.attachedObject.get?id=${tasks[0]!.ufTaskWebdavFiles[0]}`);
  if (OBJECT_ID !== file!['ID']) return `${file!['NAME']} hangs on no task.`;
  return `${file!['NAME']}, ${file!['SIZE']} bytes: ${await (await fetch(file!['DOWNLOAD_URL']!)).text()}`;
}

const checks: Check[] = [
  {
    name: 'pack',
    run: async () => {
      for (const name of published) {
        const packed = await run('pnpm', ['pack', '--pack-destination', tarballs], { cwd: join(root, 'packages', name) });
        if (packed.code !== 0) return expectZero(packed);
      }
      return { passed: 1, failed: 0 };
    },
  },
  ...published.flatMap((name): Check[] => {
    const tarball = (): string => join(tarballs, readdirSync(tarballs).find((file) => file.startsWith(`portolan-${name}-`)) ?? 'missing');
    return [
      {
        name: `publint ${name}`,
        run: async () => expectZero(await run(join(root, 'tools/dev/node_modules/.bin/publint'), [tarball(), '--strict'])),
      },
      {
        name: `types of ${name} resolve`,
        run: async () =>
          expectZero(await run(join(root, 'tools/dev/node_modules/.bin/attw'), [tarball(), '--profile', 'esm-only', '--no-emoji'])),
      },
    ];
  }),
  {
    name: 'install the tarballs in an empty folder',
    run: async () => {
      const overrides = Object.fromEntries(
        readdirSync(tarballs).map((file) => [`@portolan/${/^portolan-(\w+)-/.exec(file)?.[1]}`, `file:${join(tarballs, file)}`]),
      );
      writeFileSync(
        join(consumer, 'package.json'),
        JSON.stringify({ private: true, type: 'module', dependencies: overrides, overrides }, null, 2),
      );
      return expectZero(await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: consumer }));
    },
  },
  {
    name: 'the scripts of README and guides type-check under strict',
    run: async () => {
      for (const [name, code] of scripts) writeFileSync(join(consumer, name), code);
      const compilerOptions = {
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2023', 'dom'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        outDir: 'out',
        types: ['node'],
        typeRoots: [join(root, 'tools/dev/node_modules/@types')],
      };
      writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
      return expectZero(await run('tsc', ['-p', consumer]));
    },
  },
  ...Object.entries({ 20: 'tools/node-20', 24: 'tools/dev' }).map(([version, place]): Check => ({
    name: `all declarations compile without DOM, beside the types of Node ${version}`,
    run: async () => {
      const folder = join(consumer, `types-${version}`);
      mkdirSync(folder, { recursive: true });
      const compilerOptions = {
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2023'],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        types: ['node'],
        typeRoots: [join(root, place, 'node_modules/@types')],
      };
      // Read as sources: what is installed is excluded unless told.
      const include = published.map((name) => `../node_modules/@portolan/${name}/dist/**/*.d.ts`);
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include, exclude: [] }));
      return expectZero(await run('tsc', ['-p', folder]));
    },
  })),
  ...Object.entries(nodes).flatMap(([version, node]) =>
    runnable.map(({ title, name }): Check => ({
      name: `${title}: ${name} on Node ${version}`,
      run: async () => {
        writeFileSync(
          join(consumer, 'redirect.mjs'),
          redirect({ 'https://api.hubex.ru/fsm': sandbox.hubex.baseUrl, 'https://api.workly.io/v1': sandbox.workly.baseUrl }),
        );
        const ran = await run(node, ['--import', './redirect.mjs', join('out', name.replace(/ts$/, 'js'))], { cwd: consumer, env });
        const lines = ran.output.split('\n').filter(Boolean).length;
        return ran.code === 0 && lines < (title === 'README' ? 3 : 1)
          ? { passed: 0, failed: 1, details: `It printed only:\n${ran.output}` }
          : expectZero(ran);
      },
    })),
  ),
  ...Object.entries(nodes).map(([version, node]): Check => ({
    name: `Bitrix24 guide: application.ts on Node ${version}, installed and used`,
    run: async () => {
      writeFileSync(join(consumer, 'redirect.mjs'), redirect({ 'https://oauth.bitrix.info/oauth/token/': sandbox.bitrix24.tokenUrl }));
      let said: string[] = [];
      const meanwhile = async (): Promise<void> => {
        said = await useApplication(env.APPLICATION_ADDRESS).catch((error: unknown) => [String(error)]);
      };
      const ran = await run(node, ['--import', './redirect.mjs', 'out/application.js'], { cwd: consumer, env, meanwhile });
      const expected = `${said.join('\n')}\n`;
      return ran.code === 0 && ran.output === expected
        ? { passed: 1, failed: 0 }
        : { passed: 0, failed: 1, details: `Expected:\n${expected}Printed:\n${ran.output}` };
    },
  })),
  ...Object.entries(nodes).map(([version, node]): Check => ({
    name: `Bitrix24 guide: drive.ts on Node ${version}, its file is on Drive and on a task`,
    run: async () => {
      const ran = await run(node, ['out/drive.js'], { cwd: consumer, env });
      const expected = `${await newestFile()}\n`;
      return ran.code === 0 && ran.output === expected && expected.startsWith('scan')
        ? { passed: 1, failed: 0 }
        : { passed: 0, failed: 1, details: `Expected:\n${expected}Printed:\n${ran.output}` };
    },
  })),
  {
    name: 'require() works on Node 20 and 24',
    run: async () => {
      const source = `const { createHubex } = require('@portolan/hubex'); const { createBitrix24 } = require('@portolan/bitrix24'); const { createWorkly } = require('@portolan/workly'); if (![createHubex, createBitrix24, createWorkly].every((f) => typeof f === 'function')) process.exit(1);`;
      writeFileSync(join(consumer, 'require.cjs'), source);
      for (const node of Object.values(nodes)) {
        const ran = await run(node, ['--no-warnings', 'require.cjs'], { cwd: consumer });
        if (ran.code !== 0) return expectZero(ran);
      }
      return { passed: 1, failed: 0 };
    },
  },
  ...providers.map((name): Check => ({
    name: `${name} bundles for the browser`,
    run: async () => {
      const { outputFiles, errors } = await build({
        stdin: { contents: scripts.get(`${name}.ts`)!.replaceAll(/process\.env\['\w+'\]!/g, '"x"'), resolveDir: consumer, loader: 'ts' },
        bundle: true,
        minify: true,
        format: 'esm',
        platform: 'browser',
        target: 'es2022',
        write: false,
        logLevel: 'silent',
      });
      const text = outputFiles[0]!.text;
      return errors.length === 0 && !/require\(|node:/.test(text)
        ? { passed: 1, failed: 0 }
        : { passed: 0, failed: 1, details: 'The bundle needs Node.' };
    },
  })),
];

try {
  const { passed, failed } = await runChecks(checks);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}
