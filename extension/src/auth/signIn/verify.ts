import * as vscode from 'vscode';
import type { Session, TokenSet } from '@portolan/auth';
import { Cancelled, isCancellation, messageOf } from '../../common/errors.ts';
import type { Connection, Credentials } from '../../core/connection.ts';
import { providerNames } from '../../core/provider.ts';
import { flowOf, type FlowQuestions } from '../flows.ts';
import type { SignInContext } from './context.ts';

/**
 * Tries the credentials by fetching a token. It is kept with the connection, so that a sign-in given up half way leaves nothing behind.
 * @returns the token and what the provider told with it
 * @throws the provider's error, made for people
 */
export async function firstToken(
  connection: Connection,
  credentials: Credentials,
  questions?: FlowQuestions,
): Promise<TokenSet | undefined> {
  const flow = await flowOf(connection, credentials, questions);
  if (!flow) return undefined;
  const { createSession, memoryStore } = await import('@portolan/auth');
  const session: Session = createSession({ flow, store: memoryStore(), key: connection.id });
  const title = vscode.l10n.t('Signing in to {0}…', providerNames[connection.provider]);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      try {
        await session.getToken({ signal: abort.signal });
        return await session.current();
      } finally {
        listening.dispose();
      }
    },
  );
}

/**
 * Runs a sign-in until it works or the user gives up: a refusal is told, and the questions are asked again on request.
 * @throws Cancelled when the user gives up
 */
export async function untilItWorks<Result>(context: SignInContext, attempt: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (isCancellation(error)) throw error;
      context.log.warn(`Sign-in failed: ${messageOf(error)}`);
      const again = vscode.l10n.t('Try Again');
      if ((await vscode.window.showErrorMessage(messageOf(error), again)) !== again) throw new Cancelled();
    }
  }
}
