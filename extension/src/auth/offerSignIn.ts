import * as vscode from 'vscode';
import { authenticationId, providerIds, sessionScopes } from '../core/provider.ts';
import type { ConnectionStore } from './connectionStore.ts';

/**
 * Puts "Sign in" entries into the Accounts menu while nothing is connected yet. Later the Connections view is the place, so that who
 * uses one API is not reminded of the others. VS Code shows no dialog for it.
 */
export function offerSignIn(connections: ConnectionStore): void {
  if (connections.list().length > 0) return;
  for (const provider of providerIds) {
    vscode.authentication.getSession(authenticationId(provider), sessionScopes, { createIfNone: false }).then(undefined, () => {});
  }
}
