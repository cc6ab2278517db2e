import type { ProviderName } from '../http.js';
import type { JsonValue } from '../json.js';
import { createRandom } from './random.js';

/** What to do to which requests. Everything that is left out matches anything. */
export interface FaultRule {
  provider?: ProviderName;
  /** operationId (`listTasks`) or Bitrix24 method (`crm.deal.list`). */
  operation?: string;
  /** HTTP method. */
  method?: string;
  /** Part of the path. */
  path?: string;
  /** Answer with this status. */
  status?: number;
  /** Body of that answer, sent as JSON; a string is sent as it is. */
  body?: JsonValue;
  /** Headers of that answer; without `status` they are added to the real one. */
  headers?: Record<string, string>;
  /** Wait before anything else, in real milliseconds. */
  delay?: number;
  /** Cut the connection. */
  reset?: boolean;
  /** Act `before` the request is executed (default) or `after`, when the client cannot know that it happened. */
  when?: 'before' | 'after';
  /** 0 to 1; how many of the matching requests are hit. Default 1. */
  probability?: number;
  /** Seed of that chance. */
  seed?: number;
  /** Stop after so many hits. Default: never. */
  count?: number;
  /** Let so many matching requests pass first. */
  skip?: number;
}

/** A rule that was added. */
export interface Fault extends FaultRule {
  id: number;
  /** Requests hit so far. */
  hits: number;
}

/** The faults of a sandbox. */
export interface Faults {
  /** Adds a rule; returns a function that removes it. */
  add(rule: FaultRule): () => void;
  list(): Fault[];
  remove(id: number): boolean;
  clear(): void;
}

/** A request as rules see it. */
interface FaultTarget {
  provider: ProviderName;
  operation: string | undefined;
  method: string;
  path: string;
}

/** Faults and the question which one hits a request. */
export interface FaultEngine extends Faults {
  /** The first rule that hits; counts it. */
  pick(target: FaultTarget): Fault | undefined;
}

interface Entry {
  fault: Fault;
  random: () => number;
  toSkip: number;
}

const keys = [
  'provider',
  'operation',
  'method',
  'path',
  'status',
  'body',
  'headers',
  'delay',
  'reset',
  'when',
  'probability',
  'seed',
  'count',
  'skip',
];

/** Creates an empty set of faults. `seed` is used by rules that have none of their own. */
export function createFaults(seed: number): FaultEngine {
  const entries: Entry[] = [];
  let next = 1;
  return {
    add(rule) {
      checkRule(rule);
      const fault: Fault = { ...rule, id: next++, hits: 0 };
      entries.push({ fault, random: createRandom(rule.seed ?? seed), toSkip: rule.skip ?? 0 });
      return () => void remove(fault.id);
    },
    list: () => entries.map(({ fault }) => ({ ...fault })),
    remove,
    clear: () => void entries.splice(0),
    pick(target) {
      return entries.find((entry) => hits(entry, target))?.fault;
    },
  };

  function remove(id: number): boolean {
    const index = entries.findIndex(({ fault }) => fault.id === id);
    if (index >= 0) entries.splice(index, 1);
    return index >= 0;
  }
}

function checkRule(rule: FaultRule): void {
  for (const key of Object.keys(rule)) {
    if (!keys.includes(key)) throw new TypeError(`faults.add: "${key}" is not known; use ${keys.join(', ')}`);
  }
  if (rule.status === undefined && !rule.reset && rule.delay === undefined && !rule.headers) {
    throw new TypeError('faults.add: say what to do: status, reset, delay or headers');
  }
  if (rule.status !== undefined && !(Number.isInteger(rule.status) && rule.status >= 200 && rule.status <= 599)) {
    throw new TypeError('faults.add: status must be a whole number from 200 to 599');
  }
  if (rule.probability !== undefined && !(rule.probability >= 0 && rule.probability <= 1)) {
    throw new TypeError('faults.add: probability must be from 0 to 1');
  }
}

function hits(entry: Entry, target: FaultTarget): boolean {
  const { fault } = entry;
  if (fault.provider !== undefined && fault.provider !== target.provider) return false;
  if (fault.operation !== undefined && fault.operation !== target.operation) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== target.method) return false;
  if (fault.path !== undefined && !target.path.includes(fault.path)) return false;
  if (fault.count !== undefined && fault.hits >= fault.count) return false;
  if (entry.toSkip > 0) {
    entry.toSkip -= 1;
    return false;
  }
  if (fault.probability !== undefined && entry.random() >= fault.probability) return false;
  fault.hits += 1;
  return true;
}
