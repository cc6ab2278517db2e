import type { List, ListOptions } from './list/source.js';
import type { Referring } from './references.js';

/** What a method takes and what it answers, envelope included. */
export interface Method<TParams, TAnswer> {
  params: TParams;
  answer: TAnswer;
}

/** Any method of the generated maps. */
export type AnyMethod = Method<unknown, unknown>;

/** The `result` of a method's answer. */
export type ResultOf<M extends AnyMethod> = M['answer'] extends { result: infer R }
  ? R
  : M['answer'] extends { result?: infer R }
    ? R
    : unknown;

/** Parameters as arguments: left out when the method takes none, optional when none is required. */
export type ParamsArgument<M extends AnyMethod> = M['params'] extends undefined
  ? [params?: undefined]
  : Record<never, never> extends NonNullable<M['params']>
    ? [params?: NonNullable<M['params']>]
    : [params: NonNullable<M['params']>];

/** A method as a nested function, `b24.crm.deal.get({ id: 1 })`. */
export interface MethodCall<M extends AnyMethod> {
  (...args: [...ParamsArgument<M>, options?: CallOptions]): Promise<ResultOf<M>>;
  /** The same call as a command for `b24.batch`. */
  cmd(...args: CommandArgument<M>): Command<ResultOf<M>>;
}

/** A list method as a nested function. */
export interface ListCall<M extends AnyMethod> extends MethodCall<M> {
  /** Every item of the list, as `b24.list(name, params, options)` reads it. */
  all(...args: [...ParamsArgument<M>, options?: ListOptions]): List<ItemOf<M>>;
}

/** A method whose `select` decides which fields of an entity it answers. `TKey` is the id, as the filter spells it. */
export interface Selecting<TParams, TAnswer, TEntity, TKey extends string> extends Method<TParams, TAnswer> {
  entity: TEntity;
  key: TKey;
}

type AnySelecting = Selecting<unknown, unknown, unknown, string>;

/** A method as a nested function that answers the selected fields only: `*`, `UF_*` or nothing selected is the whole entity. */
export interface SelectCall<M extends AnySelecting> {
  <F extends Selectable<M['entity']>>(
    ...args: [...SelectArgument<M, F>, options?: CallOptions]
  ): Promise<Selected<ResultOf<M>, M['entity'], F>>;
  /** The same call as a command for `b24.batch`. */
  cmd<F extends Selectable<M['entity']>>(...args: SelectCommandArgument<M, F>): Command<Selected<ResultOf<M>, M['entity'], F>>;
}

/** A list method as a nested function that answers the selected fields only. */
export interface SelectListCall<M extends AnySelecting> extends SelectCall<M> {
  /** Every item of the list, as `b24.list(name, params, options)` reads it: with the id, selected or not. */
  all<F extends Selectable<M['entity']>>(
    ...args: [...SelectArgument<M, F>, options?: ListOptions]
  ): List<ItemOf<M> extends infer T ? SelectedFields<T, F, M['key']> : never>;
}

/** A field, one of a related record (`responsible.name`, REST 3.0), or many. Without a `select` all of it is inferred, `*` included. */
type Selectable<TEntity> = (keyof TEntity & string) | `${keyof TEntity & string}.${string}` | '*' | 'UF_*';

/** The own field of a name to select: `responsible` of `responsible.name`. */
type Own<F> = F extends `${infer TOwn}.${string}` ? TOwn : F;

/** Parameters with the selected names as `F`; everything else is checked as before. */
type WithSelect<P, F> = { [K in keyof P]: K extends string ? (Lowercase<K> extends 'select' ? readonly F[] : P[K]) : P[K] };

type SelectArgument<M extends AnySelecting, F> =
  Record<never, never> extends NonNullable<M['params']>
    ? [params?: WithSelect<NonNullable<M['params']>, F>]
    : [params: WithSelect<NonNullable<M['params']>, F>];

type SelectCommandArgument<M extends AnySelecting, F> =
  Record<never, never> extends NonNullable<M['params']>
    ? [params?: WithSelect<Referring<NonNullable<M['params']>>, F>]
    : [params: WithSelect<Referring<NonNullable<M['params']>>, F>];

/** A result with only the selected fields of the entity: in itself, in a list of them, or one step inside. */
type Selected<R, TEntity, F> = '*' extends F
  ? R
  : 'UF_*' extends F
    ? R
    : R extends readonly TEntity[]
      ? SelectedFields<R[number], F, never>[]
      : {
          [K in keyof R]: R[K] extends readonly TEntity[] | undefined
            ? SelectedFields<NonNullable<R[K]>[number], F, never>[]
            : R[K] extends TEntity
              ? SelectedFields<R[K], F, never>
              : R[K];
        };

type SelectedFields<T, F, TKey extends string> = '*' extends F ? T : 'UF_*' extends F ? T : Pick<T, keyof T & (Own<F> | TKey)>;

/** One item of a list method: of `result` itself, or of the list inside it. */
export type ItemOf<M extends AnyMethod> =
  ResultOf<M> extends readonly (infer T)[] ? T : ResultOf<M> extends object ? ArrayIn<ResultOf<M>> : unknown;

type ArrayIn<R> = { [K in keyof R]: R[K] extends readonly (infer T)[] | undefined ? T : never }[keyof R];

/** Parameters of a command: those of the method, with references to other results of the batch. */
export type CommandArgument<M extends AnyMethod> = M['params'] extends undefined
  ? [params?: undefined]
  : Record<never, never> extends NonNullable<M['params']>
    ? [params?: Referring<NonNullable<M['params']>>]
    : [params: Referring<NonNullable<M['params']>>];

/** What one call may decide for itself. */
export interface CallOptions {
  /** Cancels the call, waits included. */
  signal?: AbortSignal;
  /** Milliseconds one attempt may take. */
  timeout?: number;
}

/** A call that waits for its batch. The type of its result travels along, so the batch answers it by key. */
export interface Command<R = unknown> {
  readonly method: string;
  readonly params: object;
  /** Carries the type; never set. */
  readonly result?: R;
}

/** Operators that may stand in front of a field in a v2 filter. */
export type FilterPrefix = '' | '=' | '!' | '!=' | '>' | '>=' | '<' | '<=' | '@' | '!@' | '%' | '!%' | '=%' | '!=%' | '%=' | '!%=';

type Scalar = string | number | boolean | null;
type FieldValue<T> = NonNullable<T> extends string | number | boolean ? NonNullable<T> | Scalar : Scalar;

/**
 * A v2 filter over the fields of an entity: `{ '>=OPPORTUNITY': 1000, '@STAGE_ID': ['NEW', 'WON'] }`. Numbered groups nest,
 * `{ 0: { logic: 'OR', 0: { '%title': 'a' }, 1: { '%title': 'b' } } }`, where the method knows `logic`.
 */
export type Filter<TEntity> = {
  [K in (keyof TEntity & string) | 'logic' | number as K extends 'logic' | number ? K : `${FilterPrefix}${K}`]?: K extends number
    ? Filter<TEntity>
    : K extends 'logic'
      ? 'AND' | 'OR'
      : K extends keyof TEntity
        ? FieldValue<TEntity[K]> | readonly FieldValue<TEntity[K]>[]
        : never;
};

/** Names of the fields to answer; `*` is every standard field, `UF_*` every custom one. */
export type Select<TEntity> = readonly Selectable<TEntity>[];

/** Field to direction. */
export type Order<TEntity> = { [K in keyof TEntity & string]?: 'ASC' | 'DESC' | 'asc' | 'desc' };

/** The parameters of a list with those of `TKeys` (`select`, `filter`, `order`) typed by the fields of its entity. */
export type Listing<TBody, TEntity, TKeys extends string> = {
  [K in keyof NonNullable<TBody>]: K extends TKeys ? ByEntity<K & string, TEntity> : NonNullable<TBody>[K];
};

type ByEntity<K extends string, TEntity> =
  Lowercase<K> extends 'filter' ? Filter<TEntity> : Lowercase<K> extends 'select' ? Select<TEntity> : Order<TEntity>;
