import type { Bitrix24 } from '../client.js';
import { knownMethods } from '../generated/v3-shapes.js';
import type { CallOptions } from '../methods.js';
import { methodsOf, type PortalDocument, portalDocument, resolverOf } from './document.js';
import { flatten, flattenAnswer, type FlatShape } from './flatten.js';

/** One property that differs. */
export interface Difference {
  /** Of the parameters, or of the answer. */
  readonly in: 'params' | 'answer';
  /** Dotted path: `fields.title`, `items[].id`. */
  readonly path: string;
  /** The portal has it and we do not; we have it and the portal does not; another type; required on one side only. */
  readonly kind: 'new' | 'gone' | 'type' | 'required';
  /** What we say: types, `!` when required. */
  readonly ours: string | undefined;
  /** What the portal says. */
  readonly theirs: string | undefined;
}

/** A method that differs. */
export interface MethodChange {
  readonly method: string;
  readonly differences: readonly Difference[];
}

/** How REST 3.0 of a portal differs from what this package describes. */
export interface PortalReport {
  /** Methods that the portal has and we do not describe: `b24.v3.send` calls them, `portalTypes` types them. */
  readonly new: readonly string[];
  /** Methods that we describe and the portal does not have: another version, or a module that is absent. */
  readonly gone: readonly string[];
  /** Methods that both have, with what differs. */
  readonly changed: readonly MethodChange[];
  /** How many are the same on both sides. */
  readonly same: number;
}

/**
 * Compares REST 3.0 of a portal with what this package describes.
 * @throws {Bitrix24Error} the portal refuses
 */
export async function compareWithPortal(b24: Pick<Bitrix24, 'v3'>, options?: CallOptions): Promise<PortalReport> {
  return compareDocument(await portalDocument(b24, options));
}

/** Compares a document that was fetched before. Names are compared whatever their case, as portals do. */
export function compareDocument(document: PortalDocument): PortalReport {
  const resolve = resolverOf(document);
  const known = new Map(Object.entries(knownMethods).map(([name, shapes]) => [name.toLowerCase(), { name, shapes }]));
  const theirs = methodsOf(document);
  const there = new Set(theirs.map(({ name }) => name.toLowerCase()));
  const shared = theirs.flatMap(({ name, params, answer }) => {
    const ours = known.get(name.toLowerCase())?.shapes;
    if (!ours) return [];
    const differences = [
      ...differencesOf('params', ours.params, flatten(params, resolve)),
      ...differencesOf('answer', ours.answer, flattenAnswer(answer, resolve)),
    ];
    return [{ method: name, differences }];
  });
  return {
    new: theirs.map(({ name }) => name).filter((name) => !known.has(name.toLowerCase())),
    gone: Array.from(known.values(), ({ name }) => name).filter((name) => !there.has(name.toLowerCase())),
    changed: shared.filter(({ differences }) => differences.length > 0),
    same: shared.filter(({ differences }) => differences.length === 0).length,
  };
}

/** A side that says nothing at all of a shape contradicts nothing. */
function differencesOf(place: 'params' | 'answer', ours: FlatShape, theirs: FlatShape): Difference[] {
  if (Object.keys(ours).length === 0 || Object.keys(theirs).length === 0) return [];
  const paths = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].toSorted();
  return paths.flatMap((path): Difference[] => {
    const [mine, yours] = [ours[path], theirs[path]];
    const kind = kindOf(mine, yours, parentIsOpen(path, ours) || parentIsOpen(path, theirs));
    return kind === undefined ? [] : [{ in: place, path, kind, ours: mine, theirs: yours }];
  });
}

function kindOf(ours: string | undefined, theirs: string | undefined, open: boolean): Difference['kind'] | undefined {
  if (ours === undefined || theirs === undefined) return open ? undefined : ours === undefined ? 'new' : 'gone';
  const [mine, yours] = [ours, theirs].map((text) => text.replace('!', '')) as [string, string];
  if (mine !== yours && mine !== 'any' && yours !== 'any') return 'type';
  return ours.endsWith('!') === theirs.endsWith('!') ? undefined : 'required';
}

/** Does this side name the parent of a property, but nothing in it? Then it cannot miss what the other side names there. */
function parentIsOpen(path: string, shape: FlatShape): boolean {
  const parent = path.replace(/(\[\]|\.[^.[\]]+|\[\]\.[^.[\]]+)$/, '').replace(/\[\]$/, '');
  if (parent === path || shape[path] !== undefined) return false;
  return !Object.keys(shape).some((other) => other.startsWith(`${parent}.`) || other.startsWith(`${parent}[`));
}

/** The report for people. */
export function describeReport({ new: added, gone, changed, same }: PortalReport): string {
  const list = (title: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`${title} (${names.length}):`, ...names.map((name) => `  ${name}`), ''];
  const words = {
    new: 'only the portal has it',
    gone: 'the portal does not have it',
    type: 'another type',
    required: 'required on one side only',
  };
  const details = changed.flatMap(({ method, differences }) => [
    `  ${method}`,
    ...differences.map(
      ({ in: place, path, kind, ours, theirs }) => `    ${place} ${path}: ${words[kind]} (here ${ours ?? '-'}, there ${theirs ?? '-'})`,
    ),
  ]);
  return [
    ...list('New on the portal', added),
    ...list('Not on the portal', gone),
    ...(changed.length === 0 ? [] : [`Different (${changed.length}):`, ...details, '']),
    `The same: ${same}. A ! marks what is required.`,
  ].join('\n');
}
