import type * as vscode from 'vscode';
import type { TokenSet, TokenStore } from '@portolan/auth';
import type { Connection, Credentials } from '../../core/connection.ts';
import type { ConnectionStore } from '../connectionStore.ts';
import type { CallbackHandler } from '../uriHandler.ts';

/** What the sign-in dialogs need around them. */
export interface SignInContext {
  readonly connections: ConnectionStore;
  readonly tokens: TokenStore;
  readonly callbacks: CallbackHandler;
  readonly log: vscode.LogOutputChannel;
}

/** Keeps a connection that works: its token first, so that its first request finds it. */
export async function keepConnection(
  { connections, tokens }: SignInContext,
  connection: Connection,
  credentials: Credentials,
  token?: TokenSet,
): Promise<Connection> {
  if (token) await tokens.set(connection.id, token);
  await connections.add({ connection, credentials });
  return connection;
}
