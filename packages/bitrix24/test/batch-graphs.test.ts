import { NetworkError, type PortolanError } from '@portolan/transport';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runBatch } from '../src/batch/run.js';

/** What becomes of a command when the portal runs it. */
type Fate = 'answers' | 'refused' | 'finds nothing';
/** A reference to the whole result, to the id, to another field. */
type Path = [] | ['ID'] | ['NAME'];
interface Plan {
  writes: boolean;
  /** Its method has used up its running time when it comes for the first time. */
  late: boolean;
  fate: Fate;
  /** Commands that it refers to, and what of their results. */
  refs: { to: number; path: Path }[];
}

const plan = (index: number): fc.Arbitrary<Plan> =>
  fc.record({
    writes: fc.boolean(),
    late: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
    fate: fc.constantFrom<Fate>('answers', 'answers', 'answers', 'answers', 'refused', 'finds nothing'),
    refs:
      index === 0
        ? fc.constant([])
        : fc.array(fc.record({ to: fc.oneof(fc.constant(0), fc.nat(index - 1)), path: fc.constantFrom<Path>([], ['ID'], ['NAME']) }), {
            maxLength: 2,
          }),
  });
/** Half of the commands are loose, so that batches fill up; the others refer to what is before them, often to the first. */
const plans = fc
  .integer({ min: 1, max: 130 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => (index % 2 === 0 ? plan(index) : plan(0)))));

/** What is written has an id, whatever else it has. */
const resultOf = ({ fate, writes }: Plan, index: number): Record<'ID' | 'NAME', unknown> => ({
  ID: fate === 'answers' || writes ? index + 1 : null,
  NAME: fate === 'answers' ? 'a name' : null,
});

const nameOf = (index: number): string => `k${index}`;

/** A portal that runs batches as Bitrix24 does: an empty text where a reference finds nothing. */
function portal(all: readonly Plan[], lost: (batch: number) => boolean) {
  const ran: { index: number; params: Record<string, string>; heard: boolean }[] = [];
  const refused = new Set<number>();
  let batches = 0;
  const send = async ({ cmd, halt }: { cmd: Record<string, string>; halt: 0 | 1 }): Promise<unknown> => {
    expect(Object.keys(cmd).length).toBeLessThanOrEqual(50);
    const heard = !lost((batches += 1));
    const result: Record<string, unknown> = {};
    const errors: Record<string, unknown> = {};
    for (const [wire, command] of Object.entries(cmd)) {
      const params = Object.fromEntries(
        [...new URLSearchParams(command.split('?')[1])].map(([name, text]) => [
          name,
          text.replace(/^\$result((?:\[\w+\])+)$/, (_, path: string) => {
            const steps = [...path.matchAll(/\[(\w+)\]/g)].map(([, step]) => step!);
            const found = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], result);
            return typeof found === 'object' && found !== null ? 'a record' : String(found ?? '');
          }),
        ]),
      );
      const index = Number(params['index']);
      if (all[index]!.late && !refused.has(index)) {
        refused.add(index);
        errors[wire] = { error: 'OPERATION_TIME_LIMIT' };
        if (halt) break;
        continue;
      }
      ran.push({ index, params, heard });
      if (all[index]!.fate === 'refused') {
        errors[wire] = { error: 'NO', error_description: 'refused' };
        if (halt) break;
      } else result[wire] = resultOf(all[index]!, index);
    }
    if (!heard) throw new NetworkError({ operation: 'batch', url: 'https://example.com/', repeatable: false });
    return { result: { result, result_error: errors } };
  };
  return { send, ran };
}

const commands = (all: readonly Plan[]): object =>
  Object.fromEntries(
    all.map(({ writes, refs }, index) => [
      nameOf(index),
      (told: unknown) => ({
        method: writes ? 'crm.deal.update' : 'crm.deal.get',
        params: {
          index,
          ...Object.fromEntries(
            refs.map(({ to, path }, place) => {
              const source = (told as Record<string, { ref(...path: string[]): unknown }>)[nameOf(to)]!;
              return [`r${place}`, source.ref(...path)];
            }),
          ),
        },
      }),
    ]),
  );

it('whatever refers to whatever: each command has one outcome, no write runs with a hole or twice', async () => {
  await fc.assert(
    fc.asyncProperty(plans, fc.boolean(), fc.integer({ min: 0, max: 4 }), fc.boolean(), async (all, halt, loses, patient) => {
      const { send, ran } = portal(all, (batch) => batch === loses);
      const { results, errors } = await runBatch([commands(all)], halt, send, async (methods) => new Set(patient ? methods : []));

      for (const [index, { writes, fate, refs }] of all.entries()) {
        const key = nameOf(index);
        expect(Object.hasOwn(results, key), key).toBe(!Object.hasOwn(errors, key));
        const runs = ran.filter((one) => one.index === index);
        if (writes) {
          expect(runs.length, `${key} ran twice`).toBeLessThanOrEqual(1);
          for (const { params } of runs) expect([params['r0'], params['r1']], `${key} ran with a hole`).not.toContain('');
        }
        const sound = refs.every(
          ({ to, path: [field] }) => Object.hasOwn(results, nameOf(to)) && (field === undefined || resultOf(all[to]!, to)[field] !== null),
        );
        if (Object.hasOwn(results, key)) {
          expect(sound, `${key} has a result, with a hole`).toBe(true);
          expect(results[key]).toEqual(resultOf(all[index]!, index));
        } else {
          const { code } = errors[key] as PortolanError;
          expect(['NO', 'skipped', 'network', ...(patient ? [] : ['OPERATION_TIME_LIMIT'])]).toContain(code);
          // Without lost answers and halting, only what was refused, or depends on it, has none.
          if (!halt && loses === 0 && code === 'skipped') expect(sound, `${key} was skipped`).toBe(false);
          if (code === 'NO') expect(fate).toBe('refused');
        }
      }
    }),
    { numRuns: 300 },
  );
});

/** Answers the same to each command, and remembers what was sent. */
function echo(result: unknown): { send: Parameters<typeof runBatch>[2]; sent: string[][] } {
  const sent: string[][] = [];
  const send = async ({ cmd }: { cmd: Record<string, string> }): Promise<unknown> => {
    sent.push(Object.values(cmd).map((command) => decodeURIComponent(command.split('?')[1] ?? '')));
    return { result: { result: Object.fromEntries(Object.keys(cmd).map((wire) => [wire, result])) } };
  };
  return { send, sent };
}
const write = (params: object): object => ({ method: 'crm.deal.add', params });
type Told = Record<string, { ref(...path: string[]): unknown }>;
const never = async (): Promise<Set<string>> => new Set();

it('a key may be called as JavaScript likes', async () => {
  const { send, sent } = echo({ ID: 1 });
  const odd = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3, "7": 4}') as Record<string, number>;
  const given = Object.fromEntries(Object.entries(odd).map(([key, n]) => [key, write({ n })]));
  const later = (told: Told): object => ({ last: write({ id: told['__proto__']!.ref('ID') }) });
  const { results, errors } = await runBatch([given, later], false, send, never);
  expect([Object.keys(results).toSorted(), Object.keys(errors), sent.length]).toEqual([
    ['7', '__proto__', 'constructor', 'last', 'toString'],
    [],
    1,
  ]);
});

it('commands of a batch run in the order in which they are given', async () => {
  const { send, sent } = echo({ ID: 1 });
  const given = { a: write({ n: 1 }), b: write({ n: 2 }), c: ({ a }: Told) => write({ n: 3, id: a!.ref('ID') }), d: write({ n: 4 }) };
  await runBatch([given], false, send, never);
  expect(sent).toEqual([['n=1', 'n=2', 'n=3&id=$result[c0][ID]', 'n=4']]);
});

it('with halt nothing overtakes a command that has to wait, or that does not fit', async () => {
  const { send, sent } = echo({ NAME: 'x' });
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, write({ n: index })]));
  await runBatch(
    [{ ...many, a: write({ n: 60 }), b: ({ a }: Told) => write({ n: 61, x: a!.ref('NAME') }), c: write({ n: 62 }) }],
    true,
    send,
    never,
  );
  expect(sent.map((batch) => batch.length)).toEqual([50, 11, 2]);
  expect(sent.flat()).toEqual([...Array.from({ length: 61 }, (_, index) => `n=${index}`), 'n=61&x=x', 'n=62']);
});

it('a value that the portal would take for a reference skips what refers to it, and nothing else', async () => {
  const { send, sent } = echo({ T: { deep: ['$result[c0][ID]'] } });
  const given = { a: write({ n: 1 }), b: ({ a }: Told) => write({ n: 2, t: a!.ref('T') }), c: write({ n: 3 }) };
  const { results, errors } = await runBatch([given], false, send, never);
  expect([Object.keys(results), errors['b']?.code, sent]).toEqual([['a', 'c'], 'skipped', [['n=1', 'n=3']]]);
});

it('eighty that refer to one: as many as fit go with it, the others know its result', async () => {
  const refers: Plan = { writes: false, late: false, fate: 'answers', refs: [{ to: 0, path: ['ID'] }] };
  const all: Plan[] = [{ ...refers, refs: [] }, ...Array.from({ length: 80 }, () => refers)];
  const { send, ran } = portal(all, () => false);
  const { results } = await runBatch([commands(all)], false, send, async () => new Set());
  expect(Object.keys(results)).toHaveLength(81);
  expect(new Set(ran.slice(1).map(({ params }) => params['r0']))).toEqual(new Set(['1']));
});
