import type * as vscode from 'vscode';
import type { TokenSet, TokenStore } from '@portolan/auth';
import { parseStored } from './stored.ts';

const prefix = 'portolan.tokens.';

/** Keeps tokens in VS Code's secret storage, one record a connection. */
export function secretTokenStore(secrets: vscode.SecretStorage): TokenStore {
  return {
    get: async (key) => parseStored<TokenSet>(await secrets.get(prefix + key)),
    set: async (key, tokens) => secrets.store(prefix + key, JSON.stringify(tokens)),
    delete: async (key) => secrets.delete(prefix + key),
  };
}
