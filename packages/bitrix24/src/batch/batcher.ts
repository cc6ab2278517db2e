import type { PortolanError } from '@portolan/transport';
import type { Operating } from '../list/budget.js';
import type { CallOptions, Command, Version } from '../methods.js';
import type { Refs } from '../references.js';

/** What is known of a command besides its result. */
export interface Detail {
  total?: number;
  next?: number;
  time?: unknown;
}

/** References to the results of commands, by their keys. */
export type RefsOf<C> = { [K in keyof C]: Refs<C[K]> };

/** Results by the commands' keys. */
export type BatchResults<T> = {
  -readonly [K in keyof T]: T[K] extends (...refs: never[]) => Command<infer R> ? R : T[K] extends Command<infer R, Version> ? R : never;
};

/** The outcome of every command of a batch: each key is in `results` or in `errors`. */
export interface BatchOutcome<T> {
  /** Results of the commands that went well. */
  results: Partial<BatchResults<T>>;
  /** Why the others did not: the portal's refusal, a batch that was lost, a command it refers to (`SkippedError`). */
  errors: { [K in keyof T]?: PortolanError };
  /** `total`, `next` and `time` of those that went well. */
  details: { [K in keyof T]?: Detail };
}

/** How a batch runs. */
export interface BatchOptions extends CallOptions {
  /** Stop at the first refused command; what comes after it is not sent. */
  halt?: boolean;
}

/** The commands of a batch: given, or made by a function that gets references to the results of those given. */
export type Commands<C, T> = { [K in keyof C]: Command<C[K]> | ((refs: RefsOf<C>) => Command) } & {
  [K in keyof T]: Command | ((refs: RefsOf<C>) => Command);
} & T;

/** Commands by key, one step of a batch. */
type Step = Readonly<Record<string, Command>>;

/** A step made of references to what the steps before it answer. Its keys are its own. */
type Next<TBefore, TStep> = (refs: RefsOf<BatchResults<TBefore>>) => TStep & { readonly [K in keyof TBefore]?: never };

/** Runs commands; `TSettled` tells whether failed ones are thrown or told. */
interface RunBatch<TSettled extends boolean> {
  <T extends readonly Command[]>(commands: readonly [...T], options?: BatchOptions): BatchAnswer<TSettled, T>;
  <C, T>(commands: Commands<C, T>, options?: BatchOptions): BatchAnswer<TSettled, T>;
  <A extends Step, B extends Step>(first: A, second: Next<A, B>, options?: BatchOptions): BatchAnswer<TSettled, A & B>;
  <A extends Step, B extends Step, C extends Step>(
    first: A,
    second: Next<A, B>,
    third: Next<A & B, C>,
    options?: BatchOptions,
  ): BatchAnswer<TSettled, A & B & C>;
  <A extends Step, B extends Step, C extends Step, D extends Step>(
    first: A,
    second: Next<A, B>,
    third: Next<A & B, C>,
    fourth: Next<A & B & C, D>,
    options?: BatchOptions,
  ): BatchAnswer<TSettled, A & B & C & D>;
  <A extends Step, B extends Step, C extends Step, D extends Step, E extends Step>(
    first: A,
    second: Next<A, B>,
    third: Next<A & B, C>,
    fourth: Next<A & B & C, D>,
    fifth: Next<A & B & C & D, E>,
    options?: BatchOptions,
  ): BatchAnswer<TSettled, A & B & C & D & E>;
}

type BatchAnswer<TSettled extends boolean, T> = Promise<TSettled extends true ? BatchOutcome<T> : BatchResults<T>>;

/** What v2 has besides its methods. */
export interface Batcher {
  /**
   * Runs commands in as few requests as they need; results come back by the caller's keys.
   * `batch({ deal: b24.crm.deal.get.cmd({ id: 1 }), contacts: ({ deal }) => b24.crm.deal.contact.items.get.cmd({ id: deal.ref('ID') }) })`
   *
   * Commands that refer to commands that refer to others are given in steps, each a function of references to all before it (five at most):
   * `batch({ deal: ... }, ({ deal }) => ({ contacts: ... }), ({ contacts }) => ({ contact: ... }))`
   * @throws PortolanError of the first command that failed
   */
  readonly batch: RunBatch<false>;
  /** The same, with failed commands beside the results instead of thrown. When `signal` aborts, what was not sent or answered has failed (`aborted`). */
  readonly batchSettled: RunBatch<true>;
  /** Running time that the portal last reported for a method (or for `batch`): the limit is 480 s in ten minutes. */
  operating(method: string): Operating | undefined;
}

/** What v3 has besides its methods. */
export interface BatcherV3 {
  /**
   * Runs up to 50 commands in one request; results come back by the caller's keys, or in order. Commands of v3 methods only, without
   * references. The portal answers all of them or none: when it refuses, those before the refused one may have run.
   * `v3.batch({ one: b24.v3.tasks.task.get.cmd({ id: 1 }), two: b24.v3.tasks.task.get.cmd({ id: 2 }) })`
   * @throws UsageError with a session: REST 3.0 documents no place for a token in a batch. Use a webhook, or single calls
   */
  batch<const T extends readonly Command<unknown, 'v3'>[] | Readonly<Record<string, Command<unknown, 'v3'>>>>(
    commands: T,
    options?: CallOptions,
  ): Promise<BatchResults<T>>;
}
