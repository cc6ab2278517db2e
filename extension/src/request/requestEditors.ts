import * as vscode from 'vscode';
import type { Catalog, OperationDetails } from '@portolan/catalog';
import { Disposable } from '../common/disposable.ts';
import { providerIcon } from '../trees/providerIcon.ts';
import type { FormValues } from '../core/form/values.ts';
import { titleOf } from '../core/tree.ts';
import { parseValues } from '../core/messages.ts';
import { isObject } from '../core/schema.ts';
import type { RequestEditor, RequestEditorServices } from './requestEditor.ts';

const viewType = 'portolan.request';

/** The open request editors, at most one an operation. They come back after a reload of the window. */
export class RequestEditors extends Disposable implements vscode.WebviewPanelSerializer {
  readonly #services: RequestEditorServices;
  readonly #catalog: () => Promise<Catalog>;
  readonly #editors = new Map<string, RequestEditor>();

  constructor(services: RequestEditorServices, catalog: () => Promise<Catalog>) {
    super();
    this.#services = services;
    this.#catalog = catalog;
    this.hold(vscode.window.registerWebviewPanelSerializer(viewType, this));
  }

  /** The editor that has the keyboard, as a page, through its body or through its answer; otherwise a visible one. */
  get active(): RequestEditor | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const { bodies, responses } = this.#services;
    const ofDocument = uri && (bodies.operationOf(uri) ?? responses.get(uri)?.operationId);
    const editors = [...this.#editors.values()];
    return (
      editors.find(({ panel }) => panel.active) ??
      (ofDocument === undefined ? undefined : this.#editors.get(ofDocument)) ??
      editors.find(({ panel }) => panel.visible)
    );
  }

  /** The open editor of an operation. */
  get(operationId: string): RequestEditor | undefined {
    return this.#editors.get(operationId);
  }

  /** Shows the editor of an operation, with the body beside it where there is one. */
  async open(operationId: string): Promise<RequestEditor> {
    const existing = this.#editors.get(operationId);
    if (existing) {
      existing.panel.reveal();
      return existing;
    }
    const { details, create } = await this.#prepare(operationId);
    const column = vscode.window.tabGroups.all.length > 1 ? vscode.ViewColumn.One : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(viewType, titleOf(details.entry), column, { enableFindWidget: true });
    const editor = create(panel);
    await editor.editBody(true);
    return editor;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const operationId = isObject(state) ? state['operationId'] : undefined;
    try {
      if (typeof operationId !== 'string') throw new RangeError();
      const { create } = await this.#prepare(operationId);
      create(panel, isObject(state) ? parseValues(state['values']) : undefined);
    } catch {
      // The operation is gone from the catalog, or the state is not ours: there is nothing to show.
      panel.dispose();
    }
  }

  /** Loads an operation, and with the first one everything that draws and reads forms: activation must not pay for it. */
  async #prepare(operationId: string): Promise<{
    readonly details: OperationDetails;
    create(panel: vscode.WebviewPanel, values?: FormValues): RequestEditor;
  }> {
    const [{ RequestEditor }, catalog] = await Promise.all([import('./requestEditor.ts'), this.#catalog()]);
    const details = await catalog.operation(operationId);
    return {
      details,
      create: (panel, values) => {
        panel.iconPath = providerIcon(details.entry.provider);
        const editor = new RequestEditor(panel, details, this.#services, values);
        this.#editors.set(operationId, editor);
        panel.onDidDispose(() => this.#editors.delete(operationId));
        return editor;
      },
    };
  }
}
