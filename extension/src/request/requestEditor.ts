import * as vscode from 'vscode';
import type { OperationDetails } from '@portolan/catalog';
import type { ConnectionStore } from '../auth/connectionStore.ts';
import { Disposable } from '../common/disposable.ts';
import { isCancellation, messageOf } from '../common/errors.ts';
import type { Connection } from '../core/connection.ts';
import { formOf, type FormField } from '../core/form/field.ts';
import { multipartBody } from '../core/form/parts.ts';
import { readForm, type FormValues } from '../core/form/values.ts';
import { formatDuration, formatSize } from '../core/format.ts';
import { parseFromWebview, type FromWebview, type Outcome, type ToWebview } from '../core/messages.ts';
import { parseBody } from '../core/request/parse-body.ts';
import { targetOf } from '../core/request/target.ts';
import { statusLine, type Exchange } from '../core/response/exchange.ts';
import type { ResponseDocuments } from '../response/responseDocuments.ts';
import type { BodyDocuments } from './bodyDocuments.ts';
import { isSendable, type OperationRequest } from './clients.ts';
import { confirmed } from './confirm.ts';
import { chooseFiles, readFile } from './files.ts';
import { editorModel, hasEditableBody } from './model.ts';
import { requestPage } from './page.ts';
import { problemText } from './problems.ts';
import type { SelectedConnections } from './selectedConnections.ts';
import type { Sender } from './sender.ts';

/** The column to the right of each column, from the first. VS Code opens it when it does not exist yet. */
const columnsBeside = [
  vscode.ViewColumn.Two,
  vscode.ViewColumn.Three,
  vscode.ViewColumn.Four,
  vscode.ViewColumn.Five,
  vscode.ViewColumn.Six,
  vscode.ViewColumn.Seven,
  vscode.ViewColumn.Eight,
  vscode.ViewColumn.Nine,
];

/** What a request editor works with. */
export interface RequestEditorServices {
  readonly extensionUri: vscode.Uri;
  readonly connections: ConnectionStore;
  readonly selected: SelectedConnections;
  readonly bodies: BodyDocuments;
  readonly responses: ResponseDocuments;
  readonly sender: Sender;
  readonly log: vscode.LogOutputChannel;
}

/** The page of one operation: its documentation, its form, its connection, Send and Cancel. */
export class RequestEditor extends Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly details: OperationDetails;
  readonly #services: RequestEditorServices;
  readonly #fields: readonly FormField[];
  #values: FormValues;
  #running: AbortController | undefined;
  #outcome: Outcome | undefined;
  #response: vscode.Uri | undefined;
  #closed = false;

  constructor(panel: vscode.WebviewPanel, details: OperationDetails, services: RequestEditorServices, values: FormValues = {}) {
    super();
    this.panel = panel;
    this.details = details;
    this.#services = services;
    this.#fields = formOf(details);
    this.#values = values;
    const { extensionUri, connections } = services;
    this.hold(panel.onDidDispose(() => void this.#close()));
    this.hold(panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)));
    this.hold(connections.onDidChange(() => this.#postConnections()));
    this.hold(
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        services.bodies.operationOf(document.uri) === details.entry.id ? this.#postBody() : undefined,
      ),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')] };
    panel.webview.html = requestPage(panel.webview, extensionUri);
  }

  /** Whether a request is on its way. */
  get sending(): boolean {
    return this.#running !== undefined;
  }

  /** How the last request ended, as the page tells it. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** The connection that Send would use. */
  get connection(): Connection | undefined {
    return this.#services.selected.get(this.details.entry.provider);
  }

  /** Opens the body beside the page, as a document. */
  async editBody(preserveFocus = false): Promise<vscode.TextEditor | undefined> {
    if (!hasEditableBody(this.details)) return undefined;
    const document = await vscode.workspace.openTextDocument(this.#services.bodies.open(this.details));
    this.#postBody();
    return vscode.window.showTextDocument(document, { viewColumn: this.#columnBeside(), preserveFocus, preview: false });
  }

  /**
   * Sends what is filled in and shows the answer. While that goes on, questions to the user included, a second call does nothing.
   * @returns the answer's document; undefined when nothing was sent or no answer came, which the page then says
   */
  async send(values: FormValues = this.#values): Promise<vscode.Uri | undefined> {
    if (this.#running) return undefined;
    const running = new AbortController();
    this.#running = running;
    this.#values = values;
    try {
      const request = await this.#read(values);
      if (!request) return undefined;
      const connection = this.connection ?? (await this.#connect());
      if (!connection) return undefined;
      const { entry } = this.details;
      if (!(await confirmed(entry, targetOf(entry, request.parameters), connection))) return undefined;
      return running.signal.aborted ? undefined : await this.#exchange(connection, request, running.signal);
    } finally {
      this.#running = undefined;
      this.#post({ type: 'sending', sending: false });
    }
  }

  async #exchange(connection: Connection, request: OperationRequest, signal: AbortSignal): Promise<vscode.Uri | undefined> {
    const { sender, responses, log } = this.#services;
    this.#post({ type: 'sending', sending: true });
    try {
      const timeout = vscode.workspace.getConfiguration('portolan').get('request.timeout', 60) * 1000;
      const title = vscode.l10n.t('Portolan: {0}', this.details.entry.name);
      const exchange = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
        sender.send(connection, request, { signal, timeout }),
      );
      signal.throwIfAborted();
      this.#response = responses.add(exchange);
      this.#tell(this.#outcomeOf(exchange));
      await responses.show(this.#response, this.#columnBeside());
      return this.#response;
    } catch (error) {
      const cancelled = signal.aborted || isCancellation(error);
      if (!cancelled) log.warn(messageOf(error));
      const doubt = vscode.l10n.t('The request may have been carried out: look before you repeat it.');
      const detail = cancelled ? (this.details.entry.effect === 'read' ? undefined : doubt) : messageOf(error);
      this.#tell({
        kind: cancelled ? 'cancelled' : 'problem',
        title: cancelled ? vscode.l10n.t('Cancelled') : vscode.l10n.t('No answer'),
        facts: [],
        ...(detail === undefined ? {} : { detail }),
        hasDocument: false,
      });
      return undefined;
    }
  }

  /** Stops the request that is on its way. */
  cancel(): void {
    this.#running?.abort();
  }

  async #receive(message: unknown): Promise<void> {
    const known = parseFromWebview(message);
    if (!known) {
      this.#services.log.warn('The request editor sent a message that is not understood.');
      return;
    }
    try {
      await this.#handle(known);
    } catch (error) {
      if (isCancellation(error)) return;
      this.#services.log.error(messageOf(error));
      void vscode.window.showErrorMessage(messageOf(error));
    }
  }

  async #handle(message: FromWebview): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#post({ type: 'model', model: editorModel(this.details, this.#values) });
        this.#postConnections();
        this.#postBody();
        this.#post({ type: 'sending', sending: this.sending });
        if (this.#outcome) this.#post({ type: 'outcome', outcome: this.#outcome });
        return;
      case 'changed':
        this.#values = message.values;
        return;
      case 'connection':
        await this.#services.selected.set(this.details.entry.provider, message.id);
        return;
      case 'send':
        await this.send(message.values);
        return;
      case 'chooseFiles':
        await this.#chooseFiles(message.key);
        return;
      case 'cancel':
        this.cancel();
        return;
      case 'connect':
        await this.#connect();
        return;
      case 'editBody':
        await this.editBody();
        return;
      case 'openDocs':
        if (this.details.docsUrl) await vscode.env.openExternal(vscode.Uri.parse(this.details.docsUrl));
        return;
      case 'openReplacement':
        await vscode.commands.executeCommand('portolan.openReplacement', this.details.entry.id);
        return;
      case 'showResponse':
        if (this.#response) await this.#services.responses.show(this.#response, this.#columnBeside());
        return;
      case 'showHeaders':
        if (this.#response) await vscode.commands.executeCommand('portolan.showResponseHeaders', this.#response);
    }
  }

  /** Reads form, body and files, or tells what is wrong with them. */
  async #read(values: FormValues): Promise<OperationRequest | undefined> {
    const { details } = this;
    const { parameters, problems } = readForm(this.#fields, values);
    this.#post({ type: 'problems', problems: problems.map((problem) => ({ key: problem.key, message: problemText(problem) })) });
    if (problems.length) return undefined;
    if (!isSendable(details.entry)) {
      this.#tellNotSent(vscode.l10n.t('This operation belongs to the authorization server. Signing in calls it for you.'));
      return undefined;
    }
    if (!details.body) return { details, parameters };
    if (!hasEditableBody(details)) {
      try {
        return { details, parameters, body: await multipartBody(parameters.parts, readFile) };
      } catch (error) {
        this.#tellNotSent(messageOf(error));
        return undefined;
      }
    }
    const { body, problem } = parseBody(this.#services.bodies.text(details.entry.id) ?? '');
    if (problem) {
      this.#tellNotSent(vscode.l10n.t('The body is not valid JSON: line {0}, {1}.', problem.line, problem.code));
      return undefined;
    }
    if (body === undefined && details.body.required) {
      this.#tellNotSent(vscode.l10n.t('This operation needs a body. Fill it in beside this page.'));
      void this.editBody();
      return undefined;
    }
    return body === undefined ? { details, parameters } : { details, parameters, body };
  }

  async #chooseFiles(key: string): Promise<void> {
    const field = this.#fields.find((own) => own.key === key);
    const uris = field && (await chooseFiles(field));
    if (uris) this.#post({ type: 'files', key, uris });
  }

  #tellNotSent(detail: string): void {
    this.#tell({ kind: 'problem', title: vscode.l10n.t('Not sent'), facts: [], detail, hasDocument: false });
  }

  #outcomeOf(exchange: Exchange): Outcome {
    const { language } = vscode.env;
    return {
      kind: exchange.status < 300 ? 'success' : exchange.status < 400 ? 'redirect' : 'problem',
      title: statusLine(exchange),
      facts: [formatDuration(exchange.duration, language), formatSize(exchange.bytes.length, language)],
      ...(exchange.problem === undefined ? {} : { detail: exchange.problem }),
      hasDocument: true,
    };
  }

  async #connect(): Promise<Connection | undefined> {
    const { provider } = this.details.entry;
    const added = await vscode.commands.executeCommand<Connection | undefined>('portolan.addConnection', provider);
    if (added) await this.#services.selected.set(provider, added.id);
    this.#postConnections();
    return added;
  }

  #tell(outcome: Outcome): void {
    this.#outcome = outcome;
    this.#post({ type: 'outcome', outcome });
  }

  #postConnections(): void {
    const { provider } = this.details.entry;
    const choices = this.#services.connections.list(provider).map(({ id, label }) => ({ id, label }));
    const selected = this.connection?.id;
    this.#post({ type: 'connections', choices, ...(selected === undefined ? {} : { selected }) });
  }

  #postBody(): void {
    const text = this.#services.bodies.text(this.details.entry.id);
    if (text !== undefined) this.#post({ type: 'body', text });
  }

  #post(message: ToWebview): void {
    // VS Code throws for a page that is gone.
    if (this.#closed) return;
    void this.panel.webview.postMessage(message);
  }

  #columnBeside(): vscode.ViewColumn {
    return columnsBeside[(this.panel.viewColumn ?? 1) - 1] ?? vscode.ViewColumn.Beside;
  }

  /** The page is closed: its request is given up and its body's tab goes along. */
  async #close(): Promise<void> {
    this.#closed = true;
    this.cancel();
    this.dispose();
    const isOwn = (uri: vscode.Uri) => this.#services.bodies.operationOf(uri) === this.details.entry.id;
    for (const document of vscode.workspace.textDocuments) {
      if (document.isDirty && isOwn(document.uri)) await document.save();
    }
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter(({ input }) => input instanceof vscode.TabInputText && isOwn(input.uri));
    // When everything is being closed at once, the tab may be gone by now.
    await vscode.window.tabGroups.close(own).then(undefined, () => {});
  }
}
