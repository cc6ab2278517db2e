/** Carries the type that a reference stands for; never set. */
declare const target: unique symbol;

/** Stands for a value in the result of another command of the same batch. Made by {@link Refs.ref}. */
export interface Ref<out T> {
  readonly [target]: T;
}

/** How a type travels inside a batch: numbers and texts are one, since commands are query strings. */
export type Wire<T> = T extends string | number ? string | number : T extends boolean ? boolean : T extends null | undefined ? never : T;

/** What may follow in a path: an index of a list, a name of an object. */
type Key<T> = T extends readonly unknown[] ? number : T extends object ? keyof T & (string | number) : never;

/** One step down a path; no step when it ends. */
type Step<T, K> = [K] extends [never]
  ? T
  : T extends null | undefined
    ? never
    : K extends keyof T
      ? T[K]
      : K extends number
        ? T extends readonly (infer I)[]
          ? I
          : T extends Readonly<Record<string, infer I>>
            ? I
            : never
        : never;

/** The result of a command that others of the batch may refer to. */
export interface Refs<R> {
  /** Refers to the value at this path of the result; without a path, to the result itself: `deal.ref('ID')`, `contacts.ref(0, 'CONTACT_ID')`. */
  ref<
    A extends Key<R> = never,
    B extends Key<Step<R, A>> = never,
    C extends Key<Step<Step<R, A>, B>> = never,
    D extends Key<Step<Step<Step<R, A>, B>, C>> = never,
  >(
    ...path: [a?: A, b?: B, c?: C, d?: D]
  ): Ref<Wire<Step<Step<Step<Step<R, A>, B>, C>, D>>>;
}

/** Parameters of a command: a reference of a fitting type may stand wherever a value may. */
export type Referring<P> = P extends string | number | boolean | null | undefined | Date | Blob
  ? P | Ref<Wire<P>>
  : P extends readonly unknown[]
    ? { [K in keyof P]: Referring<P[K]> } | Ref<Wire<P>>
    : P extends object
      ? { [K in keyof P]: Referring<P[K]> } | Ref<Wire<P>>
      : P;
