import type * as vscode from 'vscode';
import type { Catalog } from '@portolan/catalog';
import type { SignInContext } from '../auth/signIn/context.ts';
import type { RequestEditors } from '../request/requestEditors.ts';
import type { ResponseDocuments } from '../response/responseDocuments.ts';

/** What the commands work with. */
export interface Services extends SignInContext {
  readonly extensionUri: vscode.Uri;
  readonly catalog: () => Promise<Catalog>;
  readonly editors: RequestEditors;
  readonly responses: ResponseDocuments;
}
