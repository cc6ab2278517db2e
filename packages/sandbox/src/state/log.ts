import type { Incoming, ProviderName } from '../http.js';

/** One request that the sandbox answered, without secrets. */
export interface LogEntry {
  /** Counts up from 1. */
  number: number;
  /** Sandbox time, ISO 8601. */
  time: string;
  provider: ProviderName;
  method: string;
  /** Path and query with secrets replaced by `***`. */
  path: string;
  /** operationId or Bitrix24 method. */
  operation?: string;
  /** 0 when the connection was cut. */
  status: number;
  /** Request headers worth seeing; Authorization is only named. */
  headers: Record<string, string>;
  /** Id of the fault that hit the request. */
  fault?: number;
  /** Names of headers with credentials that came to the file storage, where none may go. */
  leaked?: string[];
  /** `out`: the sandbox sent this request itself (a webhook); `path` is the whole address then, `status` 0 when nothing answered. */
  direction?: 'out';
}

/** How often what happened. */
export interface Counters {
  /** Requests by provider. */
  requests: Record<ProviderName, number>;
  /** Requests by `provider:operation`. */
  operations: Record<string, number>;
  /** Tokens issued by `provider:grant`, e.g. `hubex:serviceToken`, `bitrix24:refresh_token`, `workly:password`. */
  tokens: Record<string, number>;
  /** Calls of webhooks. */
  deliveries: { delivered: number; failed: number };
}

/** Request log and counters of a sandbox. */
export interface Recorder {
  record(entry: Omit<LogEntry, 'number'>): void;
  countToken(grant: string): void;
  log(): LogEntry[];
  counters(): Counters;
  reset(): void;
}

const kept = 10_000;
const shownHeaders = [
  'accept',
  'accept-language',
  'content-type',
  'idempotency-key',
  'limit',
  'range',
  'user-agent',
  'version',
  'x-application-id',
  'x-concurrency-stamp',
  'x-suppress-conflict',
];
const plainQuery =
  /^(page|per-page|limit|offset|fetch|start|sort|sortDirection|orderBy|f|fv|ids|is[A-Z]\w*|\w+I[dD]|grant_type|filter.*|select.*|order.*|noRedirect)$/;

/** Creates an empty log; the oldest of more than 10,000 requests are dropped, counters are not. */
export function createRecorder(): Recorder {
  let entries: LogEntry[] = [];
  let number = 0;
  let counters = empty();
  return {
    record(entry) {
      entries.push({ number: ++number, ...entry });
      if (entries.length > 2 * kept) entries = entries.slice(-kept);
      if (entry.direction === 'out') {
        counters.deliveries[entry.status >= 200 && entry.status < 300 ? 'delivered' : 'failed'] += 1;
        return;
      }
      counters.requests[entry.provider] += 1;
      const key = `${entry.provider}:${entry.operation ?? 'unknown'}`;
      counters.operations[key] = (counters.operations[key] ?? 0) + 1;
    },
    countToken(grant) {
      counters.tokens[grant] = (counters.tokens[grant] ?? 0) + 1;
    },
    log: () => entries.slice(-kept).map((entry) => ({ ...entry })),
    counters: () => structuredClone(counters),
    reset() {
      entries = [];
      number = 0;
      counters = empty();
    },
  };
}

function empty(): Counters {
  return { requests: { hubex: 0, bitrix24: 0, workly: 0 }, operations: {}, tokens: {}, deliveries: { delivered: 0, failed: 0 } };
}

/** The path as it may be shown: the code of a webhook and all query values that are not known to be harmless are hidden. */
export function safePath(url: URL): string {
  const path = url.pathname.replace(/^(\/rest\/(?:api\/)?\d+\/)[^/]+/, '$1***');
  const query = [...url.searchParams].map(([name, value]) => `${name}=${plainQuery.test(name) ? encodeURIComponent(value) : '***'}`);
  return query.length > 0 ? `${path}?${query.join('&')}` : path;
}

/** Headers as they may be shown. */
export function safeHeaders(request: Incoming): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of shownHeaders) {
    const value = request.headers.get(name);
    if (value !== null) result[name] = value;
  }
  const authorization = request.headers.get('authorization');
  if (authorization !== null) result['authorization'] = `${authorization.split(' ')[0] ?? ''} ***`;
  return result;
}
