import * as vscode from 'vscode';
import type { Catalog, OperationDetails } from '@portolan/catalog';
import { Disposable } from '../common/disposable.ts';
import { sampleBody } from '../core/request/sample.ts';
import { isObject, propertiesOf, resolveSchema } from '../core/schema.ts';
import { isSecretName } from '../core/secrets.ts';
import { slotCount, slotOfPath, slotPath } from '../core/request/slots.ts';

const bodyScheme = 'portolan-body';
const storageKey = 'portolan.bodies';

/** A body being edited. */
interface Body {
  readonly operationId: string;
  readonly name: string;
  /** Its fields sign in, so it stays in memory only. */
  readonly secret: boolean;
  bytes: Uint8Array;
  changed: number;
}

/**
 * Bodies of requests as real documents: files in memory that survive a reload of the window. Each lies in a slot (see `slots.ts`), which
 * ties it to the schema of its operation.
 */
export class BodyDocuments extends Disposable implements vscode.FileSystemProvider {
  readonly #memento: vscode.Memento;
  readonly #catalog: () => Promise<Catalog>;
  readonly #slots = new Map<number, Body>();
  readonly #changes = this.hold(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly #slotChanges = this.hold(new vscode.EventEmitter<number>());

  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = this.#changes.event;
  /** Fires when a slot is given to another operation. */
  readonly onDidChangeSlot: vscode.Event<number> = this.#slotChanges.event;

  constructor(memento: vscode.Memento, catalog: () => Promise<Catalog>) {
    super();
    this.#memento = memento;
    this.#catalog = catalog;
    this.#restore();
    this.hold(vscode.workspace.registerFileSystemProvider(bodyScheme, this, { isCaseSensitive: true }));
  }

  /** The document of an operation's body, made from its example or its required fields when there is none yet. */
  open(details: OperationDetails): vscode.Uri {
    const existing = [...this.#slots].find(([, body]) => body.operationId === details.entry.id);
    if (existing) return this.#uri(existing[0], existing[1]);
    const slot = this.#freeSlot();
    const sample = details.body?.example ?? sampleBody(details.body?.schema, details.definitions);
    const text = `${JSON.stringify(sample ?? {}, null, 2)}\n`;
    const body: Body = {
      operationId: details.entry.id,
      name: details.entry.name,
      secret: holdsSecrets(details),
      bytes: new TextEncoder().encode(text),
      changed: Date.now(),
    };
    this.#slots.set(slot, body);
    this.#slotChanges.fire(slot);
    this.#keep();
    return this.#uri(slot, body);
  }

  /** The text of an operation's body as it stands in the editor, saved or not; undefined before it was opened. */
  text(operationId: string): string | undefined {
    const existing = [...this.#slots].find(([, body]) => body.operationId === operationId);
    if (!existing) return undefined;
    const uri = this.#uri(existing[0], existing[1]).toString();
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    return document?.getText() ?? new TextDecoder().decode(existing[1].bytes);
  }

  /** The operation whose body a document is. */
  operationOf(uri: vscode.Uri): string | undefined {
    return uri.scheme === bodyScheme ? this.#slots.get(slotOfPath(uri.path) ?? 0)?.operationId : undefined;
  }

  /** The operation that has a slot. */
  async detailsOf(slot: number): Promise<OperationDetails | undefined> {
    const body = this.#slots.get(slot);
    return body && (await this.#catalog()).operation(body.operationId);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const slot = slotOfPath(uri.path);
    const body = slot === undefined ? undefined : this.#slots.get(slot);
    if (!body || slot === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    if (uri.path !== slotPath(slot, body.name)) {
      if (uri.path.split('/').length > 2) throw vscode.FileSystemError.FileNotFound(uri);
      return { type: vscode.FileType.Directory, ctime: 0, mtime: body.changed, size: 0 };
    }
    return { type: vscode.FileType.File, ctime: 0, mtime: body.changed, size: body.bytes.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#find(uri).bytes;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const body = this.#find(uri);
    body.bytes = content;
    body.changed = Date.now();
    this.#changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    this.#keep();
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #uri(slot: number, body: Body): vscode.Uri {
    return vscode.Uri.from({ scheme: bodyScheme, path: slotPath(slot, body.name) });
  }

  #find(uri: vscode.Uri): Body {
    const slot = slotOfPath(uri.path);
    const body = slot === undefined ? undefined : this.#slots.get(slot);
    if (!body || slot === undefined || uri.path !== slotPath(slot, body.name)) throw vscode.FileSystemError.FileNotFound(uri);
    return body;
  }

  /** An unused slot, or else the one that was left alone longest and is not open in an editor. */
  #freeSlot(): number {
    for (let slot = 1; slot <= slotCount; slot++) {
      if (!this.#slots.has(slot)) return slot;
    }
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => (uri.scheme === bodyScheme ? slotOfPath(uri.path) : undefined)));
    const byAge = [...this.#slots].toSorted(([, a], [, b]) => a.changed - b.changed).map(([slot]) => slot);
    const slot = byAge.find((candidate) => !open.has(candidate)) ?? byAge[0] ?? 1;
    this.#slots.delete(slot);
    return slot;
  }

  #keep(): void {
    const decoder = new TextDecoder();
    const kept = [...this.#slots]
      .filter(([, { secret }]) => !secret)
      .map(([slot, { operationId, name, bytes }]) => ({ slot, operationId, name, text: decoder.decode(bytes) }));
    void this.#memento.update(storageKey, kept);
  }

  #restore(): void {
    const stored = this.#memento.get<unknown>(storageKey);
    for (const entry of Array.isArray(stored) ? stored : []) {
      if (!isObject(entry)) continue;
      const { slot, operationId, name, text } = entry;
      if (typeof slot === 'number' && typeof operationId === 'string' && typeof name === 'string' && typeof text === 'string') {
        this.#slots.set(slot, { operationId, name, secret: false, bytes: new TextEncoder().encode(text), changed: Date.now() });
      }
    }
  }
}

function holdsSecrets({ body, definitions }: OperationDetails): boolean {
  return Object.keys(propertiesOf(resolveSchema(body?.schema, definitions))).some(isSecretName);
}
