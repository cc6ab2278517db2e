import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { v3 } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { invalidV3, missingV3, refusedV3 } from './refusals.js';
import type { Resources } from '../tables/resources.js';
import { collectionV3 } from './tables.js';
import type { Table } from '../tables/table.js';

const [collections, documents, files] = ['note.collection', 'note.document', 'note.file'].map(collectionV3) as [string, string, string];
const largestMarkdown = 1_048_576;
const largestFile = 25 * 1024 * 1024;
/** MIME types of the files that may be added, by the end of their name. */
const kinds = new Map(
  [
    ['image/png', 'png'],
    ['image/jpeg', 'jpg jpeg'],
    ['image/gif', 'gif'],
    ['image/webp', 'webp'],
    ['image/svg+xml', 'svg'],
    ['video/mp4', 'mp4'],
    ['video/webm', 'webm'],
    ['video/quicktime', 'mov'],
    ['text/plain', 'txt md'],
    ['text/csv', 'csv'],
    ['application/pdf', 'pdf'],
    ['application/octet-stream', 'doc docx xls xlsx ppt pptx'],
  ].flatMap(([type = '', ends = '']) => ends.split(' ').map((end) => [end, type] as const)),
);

/** Knowledge bases: pages along a cursor, the tree of documents, search, archive, files. */
export function createNoteV3(resources: Resources): MethodHandlers {
  const { v3: plain } = resources.handlers;
  const all = (name: string): JsonObject[] => (resources.table(name)?.collection.ids() ?? []).map((id) => resources.show(name, id));
  /** A record that a call names; what is archived is as good as gone. */
  function found(call: MethodCall, name: string, parameter: string, id = param(call, parameter)): Table {
    const table = resources.table(name);
    if (!table?.collection.get(Number(id))) throw missingV3(call.operation);
    return table;
  }
  const document = (call: MethodCall): JsonObject => (isObject(param(call, 'fields')) ? (param(call, 'fields') as JsonObject) : {});

  /** Takes a document with the pages below it away. */
  function removeDocument(id: number): void {
    for (const child of all(documents)) if (child['parentId'] === id) removeDocument(Number(child['id']));
    resources.table(documents)?.collection.remove(id);
  }
  function removeCollection(id: number): void {
    for (const page of all(documents)) if (page['collectionId'] === id) resources.table(documents)?.collection.remove(Number(page['id']));
    resources.table(collections)?.collection.remove(id);
  }
  const removing =
    (name: string, remove: (id: number) => void) =>
    (call: MethodCall): MethodResult => {
      found(call, name, 'id');
      remove(Number(param(call, 'id')));
      return { result: { result: true } };
    };
  /** A name or title is not empty. */
  function checkNamed(call: MethodCall, field: string): void {
    if (document(call)[field] !== '') return;
    const code = v3('VALIDATION_DTOVALIDATIONEXCEPTION');
    throw refusedV3(call.operation, [code], 'The request is not valid', [{ field: `fields.${field}`, message: `${field} is empty` }]);
  }
  const named =
    (method: string) =>
    (call: MethodCall): MethodResult => {
      checkNamed(call, 'name');
      return plain[method]?.(call) ?? { result: null };
    };
  function checkMarkdown(call: MethodCall): void {
    if (Buffer.byteLength(text(document(call)['markdown'])) > largestMarkdown)
      throw refusedV3(call.operation, ['NOTE_MARKDOWN_TOO_LARGE'], 'The document is too large');
  }
  /** The pages below a document, or those at the top. */
  function branch(pages: readonly JsonObject[], parentId: JsonValue): JsonObject[] {
    return pages
      .filter((page) => (page['parentId'] ?? null) === parentId)
      .toSorted((a, b) => Number(a['position']) - Number(b['position']))
      .map((page) => ({ ...page, children: branch(pages, Number(page['id'])) }));
  }

  return {
    'note.collection.list'(call) {
      const { limit = 50, afterCursor } = Object(param(call, 'pagination')) as { limit?: number; afterCursor?: JsonObject };
      const after = isObject(afterCursor) ? [Number(afterCursor['position']), Number(afterCursor['id'])] : [-1, -1];
      const rank = (record: JsonObject): number[] => [Number(record['position']), Number(record['id'])];
      const sorted = all(collections).toSorted((a, b) => order(rank(a), rank(b)));
      const rest = sorted.filter((record) => order(rank(record), after) > 0);
      const items = rest.slice(0, limit);
      const [position = 0, id = 0] = rank(items.at(-1) ?? {});
      return { result: { items, nextCursor: rest.length > items.length ? { position, id } : null } };
    },
    'note.collection.add': named('note.collection.add'),
    'note.collection.update': named('note.collection.update'),
    'note.collection.delete': removing(collections, removeCollection),
    'note.collection.archive': removing(collections, removeCollection),
    'note.document.add'(call) {
      const { collectionId, parentId = null } = document(call);
      checkNamed(call, 'title');
      found(call, collections, 'collectionId', collectionId);
      const parent = parentId === null ? undefined : resources.table(documents)?.collection.get(Number(parentId));
      if (parentId !== null && parent?.['collectionId'] !== collectionId)
        throw refusedV3(call.operation, ['NOTE_INVALID_PARENT'], 'The parent is no document of this knowledge base');
      checkMarkdown(call);
      const siblings = all(documents).filter((page) => page['collectionId'] === collectionId && (page['parentId'] ?? null) === parentId);
      const fields = { markdown: '', ...document(call), parentId, position: siblings.length };
      return plain['note.document.add']?.({ ...call, params: { ...call.params, fields } }) ?? { result: null };
    },
    'note.document.update'(call) {
      found(call, documents, 'id');
      if (Object.keys(document(call)).length === 0) throw refusedV3(call.operation, ['NOTE_EMPTY_UPDATE'], 'Give a title or Markdown');
      checkNamed(call, 'title');
      checkMarkdown(call);
      return plain['note.document.update']?.(call) ?? { result: null };
    },
    'note.document.delete': removing(documents, removeDocument),
    'note.document.archive': removing(documents, removeDocument),
    'note.document.tree.list'(call) {
      found(call, collections, 'collectionId');
      const pages = all(documents).filter((page) => page['collectionId'] === param(call, 'collectionId'));
      return { result: { items: branch(pages, null), truncated: false } };
    },
    'note.document.search.list'(call) {
      const query = text(param(call, 'query'));
      const { limit = 50 } = Object(param(call, 'pagination')) as { limit?: number };
      const matching = all(documents).flatMap((page) => {
        const at = `${text(page['title'])}\n${text(page['markdown'])}`.toLowerCase().indexOf(query.toLowerCase());
        return at < 0
          ? []
          : [{ ...page, documentId: page['id'] ?? 0, score: 1 / (1 + at), snippet: `<b>${query}</b>`, sharedAccess: false }];
      });
      return { result: { items: matching.slice(0, limit), hasMore: matching.length > limit } };
    },
    'note.file.add'(call) {
      found(call, documents, 'documentId');
      const [name, content] = [text(param(call, 'fileName')), text(param(call, 'fileContent'))];
      const mimeType = kinds.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
      if (mimeType === undefined) throw refusedV3(call.operation, ['NOTE_FILE_TYPE_NOT_ALLOWED'], 'Files of this kind are not taken');
      if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(content) || content === '')
        throw invalidV3(call.operation, 'fileContent', 'fileContent is no Base64');
      const size = Buffer.from(content, 'base64').length;
      if (size > largestFile) throw refusedV3(call.operation, ['NOTE_FILE_TOO_LARGE'], 'The file is too large');
      const kind = mimeType.split('/')[0] ?? '';
      const assetType = kind === 'image' || kind === 'video' ? kind : 'file';
      const file: JsonObject = { documentId: param(call, 'documentId') ?? 0, name, size, mimeType, assetType };
      const id = resources.table(files)?.collection.add(file) ?? 0;
      resources.table(files)?.collection.update(id, { assetMarkdown: `[[${assetType} fileId=${id}]]` });
      return { result: { item: resources.show(files, id) } };
    },
    'note.file.get'(call) {
      const table = found(call, files, 'id');
      const id = Number(param(call, 'id'));
      if (table.collection.get(id)?.['documentId'] !== param(call, 'documentId')) throw missingV3(call.operation);
      return { result: { item: resources.show(files, id) } };
    },
  };
}

const order = ([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]): number => a - c || b - d;
