import type { ProviderId } from '../provider.ts';
import { isSecretName } from '../secrets.ts';
import type { Media } from './media.ts';

/** One request and its answer, as far as they are shown: no secret is in here. */
export interface Exchange {
  readonly operationId: string;
  /** What its users call the operation. */
  readonly name: string;
  readonly provider: ProviderId;
  readonly method: string;
  /** Path and query, without host and without what signs the call. */
  readonly target: string;
  /** The connection's name. */
  readonly account: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly bytes: Uint8Array;
  readonly media: Media;
  /** Milliseconds from sending to the last byte, a renewal of the token included. */
  readonly duration: number;
  /** What the provider's client makes of an error answer: what failed and what to do. */
  readonly problem?: string;
}

/** The headers of an answer with values that could sign a call hidden. An address may carry a code or a token in its parameters. */
export function shownHeaders(headers: Headers): readonly (readonly [string, string])[] {
  return [...headers].map(([name, value]) => {
    if (isSecretName(name)) return [name, '•••'];
    return [name, /^(content-)?location$|^(link|refresh)$/i.test(name) ? value.replaceAll(/[?#][^\s>,;"]+/g, '?•••') : value];
  });
}

const phrases: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** `200 OK`; HTTP/2 answers carry no phrase of their own. */
export function statusLine({ status, statusText }: Pick<Exchange, 'status' | 'statusText'>): string {
  return `${status} ${statusText || (phrases[status] ?? '')}`.trim();
}

/** The whole exchange in the form of an HTTP message, for the companion document with the headers. */
export function headersText(exchange: Exchange): string {
  const lines = [
    `# ${exchange.account}`,
    `${exchange.method} ${exchange.target}`,
    '',
    `HTTP/1.1 ${statusLine(exchange)}`,
    ...exchange.headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join('\n')}\n`;
}
