import * as vscode from 'vscode';
import { Disposable } from '../common/disposable.ts';
import { bodySchema } from '../core/request/body-schema.ts';
import { slotOfSchema } from '../core/request/slots.ts';
import type { BodyDocuments } from './bodyDocuments.ts';

const scheme = 'portolan-schema';

/** Serves the schema of whichever operation has a slot, so that completion, hover and diagnostics of its body are VS Code's own. */
export class SchemaDocuments extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #bodies: BodyDocuments;
  readonly #changes = this.hold(new vscode.EventEmitter<vscode.Uri>());

  readonly onDidChange: vscode.Event<vscode.Uri> = this.#changes.event;

  constructor(bodies: BodyDocuments) {
    super();
    this.#bodies = bodies;
    this.hold(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.hold(bodies.onDidChangeSlot((slot) => this.#changes.fire(vscode.Uri.from({ scheme, authority: 'body', path: `/${slot}.json` }))));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const slot = slotOfSchema(uri.path);
    const details = slot === undefined ? undefined : await this.#bodies.detailsOf(slot);
    return details ? JSON.stringify(bodySchema(details)) : '{}';
  }
}
