// `npm start`: builds, starts the sandbox, opens a real VS Code with the extension and three connections ready.
import { parseArgs } from 'node:util';
import { turbo } from './run.ts';

const usage = `npm start                 the sandbox and VS Code in the browser, with the extension and three connections
npm start -- --desktop    the same in an installed VS Code (the command "code")
npm start -- --tour       no editor: a tour of the packages against the sandbox, with a report
npm start -- --port 8080  where VS Code listens; --no-browser does not open one`;

interface Choices {
  tour: boolean;
  desktop: boolean;
  help: boolean;
  browser: boolean;
  port: number;
}

/** Reads the arguments; says what is wrong with them and ends. */
function choices(): Choices {
  try {
    const { values } = parseArgs({
      options: {
        tour: { type: 'boolean', default: false },
        desktop: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'no-browser': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port: "${values.port}" is no port from 0 to 65535.`);
    return { tour: values.tour, desktop: values.desktop, help: values.help, browser: !values['no-browser'], port };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

const { tour: withTour, help, ...editor } = choices();
if (help) {
  console.log(usage);
  process.exit(0);
}
console.log('Generating and building (a minute the first time) ...');
await turbo('build');

if (withTour) {
  const { tour } = await import('./tour.ts');
  process.exitCode = (await tour()) ? 0 : 1;
} else {
  const { openEditor } = await import('./editor.ts');
  await openEditor(editor);
}
