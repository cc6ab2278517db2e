import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bench, median, milliseconds, scratch } from './measure.ts';
import type { Section } from './results.ts';

const rounds = 21;
/** Milliseconds that a person does not notice. */
const bound = 300;

/** What a person has typed when the editor is asked; `|` is the cursor. */
const places = {
  methods: { what: 'the methods of `b24.crm.`', text: 'void b24.crm.|;', wants: 'deal' },
  filter: { what: 'the fields of a filter, with operators', text: "void b24.crm.deal.list({ filter: { '|' } });", wants: '>=DATE_CREATE' },
  select: { what: 'the fields to select', text: "void b24.crm.deal.list({ select: ['|'] });", wants: 'TITLE' },
} as const;

const head = `import { createBitrix24 } from '@portolan/bitrix24';
const b24 = createBitrix24({ auth: { webhook: 'https://example.bitrix24.com/rest/1/code/' } });
`;

const options = { target: 'es2022', module: 'nodenext', types: [], strict: true, skipLibCheck: true, noEmit: true };

/** The language server that editors run, over its standard input and output. */
class LanguageServer implements Disposable {
  private readonly server: ChildProcess;
  private readonly waiting = new Map<number, (body: unknown) => void>();
  private readonly failed = Promise.withResolvers<never>();
  private last = 0;

  constructor(folder: string) {
    const script = createRequire(import.meta.url).resolve('typescript-6/lib/tsserver.js');
    this.server = spawn(process.execPath, [script, '--disableAutomaticTypingAcquisition'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let rest = '';
    this.server.once('exit', () => this.failed.reject(new Error('The language server ended.')));
    this.server.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      // Messages are lines of JSON; their headers and the blank lines around them are not.
      for (const line of lines.filter((text) => text.startsWith('{'))) {
        const { type, request_seq: of, body } = JSON.parse(line) as { type: string; request_seq: number; body: unknown };
        if (type === 'response') this.waiting.get(of)?.(body);
      }
    });
  }

  tell(command: string, args: object): number {
    this.last += 1;
    this.server.stdin!.write(`${JSON.stringify({ seq: this.last, type: 'request', command, arguments: args })}\n`);
    return this.last;
  }

  async ask(command: string, args: object): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    this.waiting.set(this.tell(command, args), answer.resolve);
    return Promise.race([answer.promise, this.failed.promise]);
  }

  [Symbol.dispose](): void {
    this.server.removeAllListeners('exit').kill();
  }
}

/** How long an editor takes to complete names of ours, warm: what comes after the first list, with an edit of the file before each. */
export async function completion(): Promise<Section> {
  const folder = scratch('completion');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'main.mts');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['main.mts'] }));
  const results: Section['results'] = [];
  for (const { what, text, wants } of Object.values(places)) {
    using server = new LanguageServer(bench);
    const source = head + text.replace('|', '');
    writeFileSync(file, source);
    server.tell('open', { file, fileContent: source });
    const at = { file, line: head.split('\n').length, offset: text.indexOf('|') + 1 };
    let names: string[] = [];
    const complete = (): Promise<number> =>
      milliseconds(async () => {
        const body = (await server.ask('completionInfo', at)) as { entries?: { name: string }[] } | undefined;
        names = (body?.entries ?? []).map(({ name }) => name);
      });
    const cold = await complete();
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // A new line above asks for new types, as typing does.
      const edit = { file, line: 1, offset: 1, endLine: 1, endOffset: 1, insertString: '\n' };
      server.tell('change', edit);
      at.line += 1;
      times.push(await complete());
    }
    if (!names.includes(wants))
      throw new Error(`The language server completes no ${wants} at ${text}, but ${names.slice(0, 9).join(', ')}`);
    const time = median(times);
    results.push({
      what,
      figure: `${names.length} names`,
      bound: `at most ${bound} ms`,
      met: time <= bound,
      seen: `${time.toFixed(0)} ms, first ${(cold / 1000).toFixed(1)} s`,
    });
  }
  return {
    title: 'Completion in an editor',
    method: `tsserver of TypeScript 6 on a program with every Bitrix24 method, from the built declarations: \`completionInfo\`, warm, after an edit each; medians of ${rounds}.`,
    results,
  };
}
