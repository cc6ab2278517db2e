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
export function node(send: Send, path: string): unknown {
  const children = new Map<string, unknown>();
  const call = (params?: object, options?: object): Promise<unknown> => send.call(path, params, options);
  return new Proxy(call, {
    get(_target, key) {
      // `then` is asked for by `await`; a namespace is not a promise.
      if (typeof key === 'symbol' || key === 'then') return undefined;
      if (key === 'cmd') return (params?: Record<string, unknown>): Command => ({ method: path, params: params ?? {} });
      if (key === 'all') return (params?: object, options?: object): unknown => send.list(path, params, options);
      let child = children.get(key);
      if (child === undefined) children.set(key, (child = node(send, `${path}.${key}`)));
      return child;
    },
  });
}
