/** What the command line of `code` says, as far as tests use it. */
export interface LauncherArguments {
  /** Options that were given once, or the last one of several. */
  readonly options: ReadonlyMap<string, string | true>;
  readonly extensionDevelopmentPath: readonly string[];
  /** Arguments without dashes: files and folders to open. */
  readonly rest: readonly string[];
}

/** Options of `code` that take their value from the next argument when it is not behind an equals sign. */
const withValue = new Set([
  'crash-reporter-directory',
  'disable-extension',
  'enable-proposed-api',
  'extensionDevelopmentPath',
  'extensions-dir',
  'extensionTestsPath',
  'file-uri',
  'folder-uri',
  'install-extension',
  'locale',
  'log',
  'logsPath',
  'shared-data-dir',
  'user-data-dir',
]);

/** Reads a command line as desktop VS Code does. */
export function parseArguments(argv: readonly string[]): LauncherArguments {
  const options = new Map<string, string | true>();
  const extensionDevelopmentPath: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    const match = /^--([^=]+)(?:=([\s\S]*))?$/.exec(argument);
    if (!match?.[1]) {
      rest.push(argument);
      continue;
    }
    const name = match[1];
    const value = match[2] ?? (withValue.has(name) ? (argv[++index] ?? true) : true);
    if (name === 'extensionDevelopmentPath' && value !== true) extensionDevelopmentPath.push(value);
    options.set(name, value);
  }
  return { options, extensionDevelopmentPath, rest };
}
