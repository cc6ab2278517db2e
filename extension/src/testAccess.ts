import type * as vscode from 'vscode';
import type { TokenStore } from '@portolan/auth';
import type { Catalog } from '@portolan/catalog';
import type { ConnectionStore } from './auth/connectionStore.ts';
import type { RequestEditors } from './request/requestEditors.ts';
import type { ApisView } from './trees/apis/apisView.ts';
import type { ConnectionsView } from './trees/connections/connectionsView.ts';
import type { ResponseDocuments } from './response/responseDocuments.ts';

/** What in-host tests reach of a running extension. Only there in VS Code's test mode. */
export interface TestAccess {
  /** Milliseconds that our modules and `activate` took together; not what VS Code spends on reading the file and on its API. */
  readonly activationTime: number;
  /** Whether `activate` already asked for the catalog, which is read from files. */
  readonly catalogAtActivation: boolean;
  readonly catalog: () => Promise<Catalog>;
  readonly connections: ConnectionStore;
  readonly editors: RequestEditors;
  readonly responses: ResponseDocuments;
  readonly tokens: TokenStore;
  readonly workspaceState: vscode.Memento;
  readonly apis: ApisView;
  readonly connectionsView: ConnectionsView;
}
