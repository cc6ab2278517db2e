import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { decodeFile } from './content.js';
import type { DriveLinks } from './links.js';
import type { DriveTree } from './tree.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';

/** A file as records of CRM keep it. `kept` tells it from other objects. */
interface KeptFile extends JsonObject {
  id: string;
  kept: string;
}

const isKept = (value: JsonValue): value is KeptFile => isObject(value) && typeof value['kept'] === 'string';
const isFields = /\.(add|update)$/;

/**
 * Lets methods of CRM take files in custom fields. What a field is of nobody has told the sandbox: `{ fileData }` is a file anywhere, a
 * pair of a name with an extension and Base64 as well.
 */
export function withFileFields(handlers: MethodHandlers, { tree, links }: { tree: DriveTree; links: DriveLinks }): MethodHandlers {
  function take(value: JsonValue): JsonValue {
    if (isObject(value)) {
      if (value['remove'] === 'Y' || value['remove'] === true) return null;
      return keep(value['fileData']) ?? known(value) ?? value;
    }
    if (!Array.isArray(value)) return value;
    return pairOf(value) ?? value.map((item) => pairOf(item) ?? take(item)).filter((item) => item !== null);
  }
  function keep(sent: JsonValue | undefined): KeptFile | undefined {
    const bytes = decodeFile(sent);
    const name = Array.isArray(sent) ? text(sent[0]) : isObject(sent) ? text(sent['0']) : '';
    return bytes && name !== '' ? { id: String(tree.store(bytes, name)), kept: name } : undefined;
  }
  function pairOf(value: JsonValue): KeptFile | undefined {
    if (!Array.isArray(value) || value.length !== 2 || !value.every((part) => typeof part === 'string')) return undefined;
    return /\.\w{1,5}$/.test(text(value[0])) && text(value[1]).length % 4 === 0 ? keep(value) : undefined;
  }
  /** A file that stays, named by its id. */
  function known(value: JsonObject): KeptFile | undefined {
    const name = tree.nameOf(Number(value['id']));
    return name === undefined ? undefined : { id: text(value['id']), kept: name };
  }

  function shown(value: JsonValue, place: { method: string; owner: string; field: string }): JsonValue {
    if (Array.isArray(value)) return value.map((item) => shown(item, place));
    if (isKept(value)) {
      const { id, kept } = value;
      if (place.method.startsWith('crm.item.')) {
        const urlMachine = links.address('download', { name: kept, file: Number(id) });
        return { id: Number(id), url: urlMachine.replace(/\?.*/, ''), urlMachine };
      }
      const entity = place.method.split('.').slice(0, 2).join('.');
      const query = `ownerId=${place.owner}&fieldName=${place.field}&dynamic=Y&fileId=${id}`;
      const path = `/bitrix/components/bitrix/${entity}.show/show_file.php`;
      return { id, showUrl: `${path}?${query}`, downloadUrl: `${path}?auth=&${query}` };
    }
    if (!isObject(value)) return value;
    const owner = text(value['ID'] ?? value['id']) || place.owner;
    return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, shown(item, { ...place, owner, field })]));
  }

  function run(call: MethodCall, handler: (call: MethodCall) => MethodResult): MethodResult {
    const fields = param(call, 'fields');
    const taken =
      isObject(fields) && isFields.test(call.method.toLowerCase())
        ? Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, /^uf/i.test(name) ? take(value) : value]))
        : undefined;
    const answer = handler(taken ? { ...call, params: { ...call.params, fields: taken } } : call);
    // Lists of 50 records are copied only when there are files at all.
    return tree.hasLooseFiles() ? { ...answer, result: shown(answer.result, { method: call.method, owner: '', field: '' }) } : answer;
  }

  return Object.fromEntries(Object.entries(handlers).map(([method, handler]) => [method, (call) => run(call, handler)]));
}
