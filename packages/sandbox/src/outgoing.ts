import type { LogEntry } from './state/log.js';
import { safePath } from './state/log.js';

/** How a request of the sandbox's own was answered. */
export interface Sent {
  /** 0 when nothing answered. */
  status: number;
  /** Why it counts as failed, for people; undefined when it does not. */
  reason?: string;
  /** The body of the answer. */
  body?: string;
}

/** Milliseconds. */
const timeout = 5000;

/** Sends a POST, to this machine only: a sandbox speaks to nobody else. */
export async function post(uri: string, contentType: string, body: string): Promise<Sent> {
  if (!URL.canParse(uri)) return { status: 0, reason: 'The address is no URL.' };
  const { hostname, protocol } = new URL(uri);
  const local = hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  if (!local || protocol !== 'http:') return { status: 0, reason: 'The sandbox calls http addresses of this machine only.' };
  try {
    const answer = await fetch(uri, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    const text = await answer.text();
    if (!answer.ok) return { status: answer.status, reason: `The address answered ${answer.status}.`, body: text };
    return { status: answer.status, body: text };
  } catch (error) {
    const reason = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : 'no answer';
    return { status: 0, reason };
  }
}

/** The log entry of such a request, without what only its sender knows. */
export function outgoingEntry(uri: string, status: number): Omit<LogEntry, 'number' | 'time' | 'provider' | 'operation'> {
  const path = URL.canParse(uri) ? new URL(uri).origin + safePath(new URL(uri)) : uri;
  return { method: 'POST', path, status, headers: {}, direction: 'out' };
}
