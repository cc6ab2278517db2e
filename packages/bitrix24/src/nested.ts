import type { Command } from './methods.js';

/** What a nested method can do: send itself, or read itself to the end as a list. */
export interface Send {
  call(method: string, params?: object, options?: object): Promise<unknown>;
  list(method: string, params?: object, options?: object): unknown;
}

/**
 * The run-time of the nested form: `node(calls, 'crm').deal.list(params)` sends `crm.deal.list`. The generated interfaces give it its
 * types, so 1,600 methods cost no more bytes than one.
 */
function node(send: Send, path: string): unknown {
  return nested(send, (params?: object, options?: object): Promise<unknown> => send.call(path, params, options), `${path}.`, {
    cmd: (params?: Record<string, unknown>): Command => ({ method: path, params: params ?? {} }),
    all: (params?: object, options?: object): unknown => send.list(path, params, options),
  });
}

/** `target` with functions of its own; every other name is the next word of a method. */
export function nested<T extends object>(send: Send, target: T, prefix: string, own: object): T {
  const words = new Map<string, unknown>();
  return new Proxy(target, {
    get(_target, key) {
      // `then` is asked for by `await`, `toJSON` and `toString` by loggers; none is a method.
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined;
      if (key in {}) return Reflect.get(target, key);
      if (Object.hasOwn(own, key)) return Reflect.get(own, key);
      if (!words.has(key)) words.set(key, node(send, prefix + key));
      return words.get(key);
    },
  });
}
