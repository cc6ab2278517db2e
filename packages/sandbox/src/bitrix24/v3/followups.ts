import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { compare } from '../tables/order.js';
import { placeOf } from '../tables/places.js';
import { missingV3, refusedV3 } from './refusals.js';
import { followupSeed } from './seed.js';
import { fieldSchema, selectedV3 } from './select.js';

/** What an assistant made of calls: read only, with codes of its own. */
export function createFollowupsV3(): MethodHandlers {
  const calls = followupSeed();
  function chosen(call: MethodCall, followup: JsonObject): JsonObject {
    const record = placeOf(call.operation)?.record ?? {};
    const select = param(call, 'select');
    for (const name of Array.isArray(select) ? select.map(text) : [])
      if (!fieldSchema(call.operation.document, record, name))
        throw refusedV3(call.operation, ['invalid_select_field'], `There is no field ${name}`);
    return { ...selectedV3(call, followup, record), callId: followup['callId'] ?? 0 };
  }
  return {
    'call.followup.get'(call) {
      const found = calls.find(({ callId }) => callId === param(call, 'callId'));
      if (!found) throw missingV3(call.operation);
      return { result: { item: chosen(call, found) } };
    },
    'call.followup.list'(call) {
      const { startDate, participantId } = objectOf(param(call, 'filter'));
      const { from, to } = objectOf(startDate);
      if (compare(text(from), text(to)) > 0) throw refusedV3(call.operation, ['invalid_date_range'], 'The period ends before it starts');
      const { limit = 50, afterCursor } = objectOf(param(call, 'pagination'));
      const descending = text(objectOf(param(call, 'order'))['startDate']) !== 'asc';
      const inPeriod = calls
        .filter((one) => compare(text(one['startDate']), text(from)) >= 0 && compare(text(one['startDate']), text(to)) <= 0)
        .filter(({ initiatorId }) => participantId === undefined || initiatorId === participantId);
      const sorted = descending ? inPeriod.toReversed() : inPeriod;
      const last = objectOf(afterCursor)['id'];
      const at = last === undefined ? 0 : sorted.findIndex(({ callId }) => callId === last) + 1;
      if (last !== undefined && at === 0) throw refusedV3(call.operation, ['invalid_pagination'], 'The cursor is none of this list');
      const items = sorted.slice(at, at + Number(limit));
      const hasMore = at + items.length < sorted.length;
      const { callId: id = 0, startDate: begins = '' } = items.at(-1) ?? {};
      return {
        result: { items: items.map((one) => chosen(call, one)), hasMore, afterCursor: hasMore ? { startDate: begins, id } : null },
      };
    },
  };
}

const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});
