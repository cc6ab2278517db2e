import type { FormField } from './form/field.ts';
import type { FormValues } from './form/values.ts';
import { isObject } from './schema.ts';

/** A connection as the picker of the request editor shows it. */
export interface ConnectionChoice {
  readonly id: string;
  readonly label: string;
}

/** The outcome of a request, in words of the user's language. */
export interface Outcome {
  readonly kind: 'success' | 'redirect' | 'problem' | 'cancelled';
  readonly title: string;
  readonly facts: readonly string[];
  /** What failed and what to do. */
  readonly detail?: string;
  readonly hasDocument: boolean;
}

/** A line of the facts list under the description. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Texts of the request editor's page. */
export type StringName =
  | 'body'
  | 'bodyHint'
  | 'cancel'
  | 'chooseFile'
  | 'chooseFiles'
  | 'connect'
  | 'connection'
  | 'defaultIs'
  | 'documentation'
  | 'editBody'
  | 'exampleIs'
  | 'filter'
  | 'headers'
  | 'listHint'
  | 'noConnection'
  | 'noFile'
  | 'notSet'
  | 'notes'
  | 'openReplacement'
  | 'parameters'
  | 'path'
  | 'query'
  | 'required'
  | 'send'
  | 'sending'
  | 'showHeaders'
  | 'showResponse';

/** Everything that the request editor draws. Texts come translated. */
export interface EditorModel {
  readonly operationId: string;
  readonly title: string;
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly effect: 'read' | 'write' | 'delete';
  readonly effectLabel: string;
  readonly breadcrumb: string;
  readonly description?: string;
  readonly deprecated?: string;
  readonly notes: readonly string[];
  readonly facts: readonly Fact[];
  readonly docsUrl?: string;
  readonly fields: readonly FormField[];
  readonly body?: { readonly contentType: string; readonly editable: boolean };
  readonly values: FormValues;
  readonly strings: Readonly<Record<StringName, string>>;
}

/** From the extension to the webview. */
export type ToWebview =
  | { readonly type: 'model'; readonly model: EditorModel }
  | { readonly type: 'connections'; readonly choices: readonly ConnectionChoice[]; readonly selected?: string }
  | { readonly type: 'body'; readonly text: string }
  | { readonly type: 'problems'; readonly problems: readonly { readonly key: string; readonly message: string }[] }
  | { readonly type: 'files'; readonly key: string; readonly uris: readonly string[] }
  | { readonly type: 'sending'; readonly sending: boolean }
  | { readonly type: 'outcome'; readonly outcome: Outcome };

/** From the webview to the extension. */
export type FromWebview =
  | { readonly type: 'ready' }
  | { readonly type: 'changed'; readonly values: FormValues }
  | { readonly type: 'connection'; readonly id: string }
  | { readonly type: 'send'; readonly values: FormValues }
  | { readonly type: 'chooseFiles'; readonly key: string }
  | { readonly type: 'cancel' | 'connect' | 'editBody' | 'openDocs' | 'openReplacement' | 'showResponse' | 'showHeaders' };

const bare = ['cancel', 'connect', 'editBody', 'openDocs', 'openReplacement', 'showResponse', 'showHeaders'] as const;

/** Reads a message that came out of the webview; anything that is not exactly one of ours is dropped. */
export function parseFromWebview(message: unknown): FromWebview | undefined {
  if (!isObject(message)) return undefined;
  const { type } = message;
  if (type === 'ready') return { type };
  const simple = bare.find((name) => name === type);
  if (simple) return { type: simple };
  if (type === 'connection') return typeof message['id'] === 'string' ? { type, id: message['id'] } : undefined;
  if (type === 'chooseFiles') return typeof message['key'] === 'string' ? { type, key: message['key'] } : undefined;
  if (type === 'changed' || type === 'send') {
    const values = parseValues(message['values']);
    return values && { type, values };
  }
  return undefined;
}

/** Reads form values from the webview or from a saved state. */
export function parseValues(value: unknown): FormValues | undefined {
  if (!isObject(value)) return undefined;
  const fits = Object.values(value).every(
    (entry) => typeof entry === 'string' || (Array.isArray(entry) && entry.every((item) => typeof item === 'string')),
  );
  return fits ? (value as FormValues) : undefined;
}

const toWebviewTypes = ['model', 'connections', 'body', 'problems', 'files', 'sending', 'outcome'] as const;

/** Reads a message on the webview's side. The sender is our own extension, so the tag and the presence of its payload are enough. */
export function parseToWebview(message: unknown): ToWebview | undefined {
  if (!isObject(message)) return undefined;
  const payload = {
    model: 'model',
    connections: 'choices',
    body: 'text',
    problems: 'problems',
    files: 'uris',
    sending: 'sending',
    outcome: 'outcome',
  } as const;
  const type = toWebviewTypes.find((name) => name === message['type']);
  return type && payload[type] in message ? (message as unknown as ToWebview) : undefined;
}
