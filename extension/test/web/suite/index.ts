import './mocha.ts';

/** Called by VS Code in the web worker host: no Node API in reach, everything is in this bundle. The last line is the count. */
export async function run(): Promise<void> {
  const { mocha, Mocha } = globalThis as unknown as {
    mocha: BrowserMocha;
    Mocha: { reporters: { Base: { consoleLog: (format?: string, ...args: (string | number)[]) => void } } };
  };
  Mocha.reporters.Base.consoleLog = (format = '', ...args) => print(format.replaceAll(/%[sd]/g, () => String(args.shift() ?? '')));
  mocha.setup({ ui: 'bdd', reporter: 'spec', timeout: 30_000, color: false });
  await import('../../host/suite/activation.test.ts');
  await import('../../host/suite/apis.test.ts');
  await import('../../host/suite/accounts.test.ts');
  await import('../../host/suite/body.test.ts');
  await import('./requests.test.ts');
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run((failures) => {
      print(`${runner.stats?.passes ?? 0} passed, ${failures} failed`);
      resolve(failures);
    });
  });
  if (failed) throw new Error(`${failed} failed`);
}

interface BrowserMocha {
  setup(options: object): void;
  run(done: (failures: number) => void): { stats?: { passes: number } };
}

/** The runner tells the report from the workbench's own log by this mark. */
function print(line: string): void {
  console.log(`@@test ${line}`);
}
