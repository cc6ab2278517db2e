import type { AnyMethod, ResultOf } from './methods.js';

/** One item of a list method: of `result` itself, or of the list inside it. */
export type ItemOf<M extends AnyMethod> =
  ResultOf<M> extends readonly (infer T)[] ? T : ResultOf<M> extends object ? ArrayIn<ResultOf<M>> : unknown;

type ArrayIn<R> = { [K in keyof R]: R[K] extends readonly (infer T)[] | undefined ? T : never }[keyof R];

/** Sends a method and gives its whole answer. */
export type Raw = (method: string, params: Record<string, unknown>) => Promise<unknown>;

/**
 * Walks a v2 list by `start`, as long as the portal names a next page.
 * @param key property of `result` that holds the items, where `result` is not the list itself
 */
export async function* listByStart(
  raw: Raw,
  method: string,
  params: Record<string, unknown>,
  key: string | undefined,
): AsyncGenerator<unknown, void, undefined> {
  for (let start: number | undefined = Number(params['start'] ?? 0); start !== undefined;) {
    const answer = (await raw(method, { ...params, start })) as { result?: unknown; next?: number };
    yield* itemsIn(answer.result, key);
    start = answer.next;
  }
}

/** Walks a v3 list page by page until one comes back short. */
export async function* listByPage(
  raw: Raw,
  method: string,
  params: Record<string, unknown>,
  key: string | undefined,
  limit: number,
): AsyncGenerator<unknown, void, undefined> {
  const pagination = { limit, ...(params['pagination'] as { limit?: number } | undefined) };
  for (let page = 1; ; page += 1) {
    const answer = (await raw(method, { ...params, pagination: { ...pagination, page } })) as { result?: unknown };
    const items = itemsIn(answer.result, key ?? 'items');
    yield* items;
    if (items.length < pagination.limit) return;
  }
}

function itemsIn(result: unknown, key: string | undefined): readonly unknown[] {
  const list = key === undefined ? result : (result as Record<string, unknown> | undefined)?.[key];
  // A map keyed by id is a list as well.
  return Array.isArray(list) ? list : Object.values(list ?? {});
}
