import type { JsonObject } from '../../json.js';
import { isObject, text } from '../../json.js';
import { MethodError, argumentError } from '../protocol/errors.js';
import { findKeyed } from '../tables/keys.js';
import type { MethodCall, MethodHandlers, MethodResult } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import type { Resources } from '../tables/resources.js';

/** Currencies beyond their records: one of them is the base, and each has names and formats by language. */
export function createCrmCurrencies(resources: Resources): MethodHandlers {
  const table = resources.table('crm.currency');
  if (!table) return {};
  const { collection } = table;
  const before = (call: MethodCall): MethodResult => resources.handlers.v2[call.method.toLowerCase()]?.(call) ?? { result: null };

  const idOf = (call: MethodCall): number => {
    const id = findKeyed(table, call, ['CURRENCY']);
    if (id === 0) throw argumentError('The parameter id is invalid or not defined.', call.method);
    return id;
  };
  function makeBase(base: number): void {
    for (const [id, { BASE }] of collection.entries())
      if ((BASE === 'Y') !== (id === base)) collection.update(id, { BASE: id === base ? 'Y' : 'N' });
  }
  /** A write of a currency; the base is one only. */
  const writing = (call: MethodCall, defaults: JsonObject = {}): MethodResult => {
    const fields = param(call, 'fields');
    const sent = isObject(fields) ? fields : {};
    const answer = before({ ...call, params: { ...call.params, fields: { ...defaults, ...described(sent['LANG']), ...sent } } });
    if (sent['BASE'] === 'Y') makeBase(idOf(call));
    return answer;
  };
  const languages = (id: number): JsonObject => {
    const lang = collection.get(id)?.['LANG'];
    return isObject(lang) ? lang : {};
  };

  return {
    'crm.currency.add': (call) => writing(call, { BASE: 'N', SORT: '100' }),
    'crm.currency.update': (call) => writing(call),
    'crm.currency.delete'(call) {
      if (collection.get(idOf(call))?.['BASE'] === 'Y') throw new MethodError(400, '', 'Cannot delete base currency.');
      return before(call);
    },
    'crm.currency.base.get': () => ({ result: text(collection.entries().find(([, { BASE }]) => BASE === 'Y')?.[1]['CURRENCY']) }),
    'crm.currency.base.set'(call) {
      makeBase(idOf(call));
      return { result: true };
    },
    'crm.currency.localizations.get': (call) => ({ result: languages(idOf(call)) }),
    'crm.currency.localizations.set'(call) {
      const sent = param(call, 'localizations');
      const id = idOf(call);
      if (!isObject(sent) || Object.keys(sent).length === 0) return { result: false };
      const LANG = { ...languages(id), ...sent };
      collection.update(id, { LANG, ...described(LANG) });
      return { result: true };
    },
    'crm.currency.localizations.delete'(call) {
      const sent = param(call, 'lids');
      const id = idOf(call);
      const gone = new Set((Array.isArray(sent) ? sent : []).map(text));
      const kept = Object.entries(languages(id)).filter(([lang]) => !gone.has(lang));
      collection.update(id, { LANG: Object.fromEntries(kept) });
      return { result: gone.size > 0 };
    },
  };
}

/** The name and format that a currency shows in the language of the portal. */
function described(languages: unknown): JsonObject {
  const own = isObject(languages) ? languages['en'] : undefined;
  if (!isObject(own)) return {};
  const shown = ['FULL_NAME', 'FORMAT_STRING', 'DEC_POINT', 'THOUSANDS_SEP', 'DECIMALS'];
  return Object.fromEntries(shown.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])));
}
