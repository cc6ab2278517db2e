import type { Crm } from './crm.js';
import { MethodError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { missing } from '../tables/missing.js';
import type { Resources } from '../tables/resources.js';

/** A record of the CRM that an activity is tied to. */
interface Binding {
  entityTypeId: number;
  entityId: number;
}

/** Ties of activities with records; the first is the owner, which stands in the activity itself. */
export interface CrmBindings {
  handlers: MethodHandlers;
  reset(): void;
}

/** Creates `crm.activity.binding.*`. */
export function createCrmBindings(resources: Resources, crm: Crm): CrmBindings {
  const activities = resources.table('crm.activity')?.collection;
  if (!activities) return { handlers: {}, reset: () => undefined };
  /** Ties beside the owner. */
  const others = new Map<number, Binding[]>();

  const activityIn = (call: MethodCall): number => {
    const id = Number(param(call, 'activityId'));
    if (!activities.get(id)) throw missing(call);
    return id;
  };
  const bindingsOf = (activity: number): Binding[] => {
    const { OWNER_TYPE_ID: type, OWNER_ID: id } = activities.get(activity) ?? {};
    return [{ entityTypeId: Number(type), entityId: Number(id) }, ...(others.get(activity) ?? [])];
  };
  function bind(activity: number, [owner, ...rest]: readonly Binding[]): void {
    others.set(activity, rest);
    if (owner) activities?.update(activity, { OWNER_TYPE_ID: String(owner.entityTypeId), OWNER_ID: String(owner.entityId) });
  }
  /** The record that a call names. */
  const recordIn = (call: MethodCall, type: string, id: string): Binding => {
    const binding = { entityTypeId: Number(param(call, type)), entityId: Number(param(call, id)) };
    const known = binding.entityTypeId > 0 && crm.tableOf(binding.entityTypeId).collection.get(binding.entityId);
    if (!known) throw refused('OWNER_NOT_FOUND', 'The record is not found');
    return binding;
  };
  const unbound = (): MethodError => refused('BINDING_NOT_FOUND', 'The activity is not tied to this record');
  const bound = (): MethodError => refused('ACTIVITY_IS_ALREADY_BOUND', 'The activity is tied to this record already');

  return {
    handlers: {
      'crm.activity.binding.list': (call) => ({ result: bindingsOf(activityIn(call)).map((one) => ({ ...one })) }),
      'crm.activity.binding.add'(call) {
        const activity = activityIn(call);
        const binding = recordIn(call, 'entityTypeId', 'entityId');
        const known = bindingsOf(activity);
        if (known.some(same(binding))) throw bound();
        bind(activity, [...known, binding]);
        return { result: true };
      },
      'crm.activity.binding.delete'(call) {
        const activity = activityIn(call);
        const isIt = same(recordIn(call, 'entityTypeId', 'entityId'));
        const known = bindingsOf(activity);
        if (!known.some(isIt)) throw unbound();
        if (known.length === 1) throw refused('LAST_BINDING_CANNOT_BE_DELETED', 'An activity stays tied to one record at least');
        bind(
          activity,
          known.filter((one) => !isIt(one)),
        );
        return { result: true };
      },
      'crm.activity.binding.move'(call) {
        const activity = activityIn(call);
        const source = recordIn(call, 'sourceEntityTypeId', 'sourceEntityId');
        const target = recordIn(call, 'targetEntityTypeId', 'targetEntityId');
        if (source.entityTypeId !== target.entityTypeId)
          throw refused('SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR', 'Both records have to be of one type');
        if (same(source)(target)) throw refused('SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR', 'Both records are the same');
        const known = bindingsOf(activity);
        if (!known.some(same(source))) throw unbound();
        if (known.some(same(target))) throw bound();
        bind(
          activity,
          known.map((one) => (same(source)(one) ? target : one)),
        );
        return { result: true };
      },
    },
    reset: () => others.clear(),
  };
}

const refused = (code: string, message: string): MethodError => new MethodError(400, code, message);

const same =
  (one: Binding) =>
  (other: Binding): boolean =>
    one.entityTypeId === other.entityTypeId && one.entityId === other.entityId;
