import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import type { Resources } from '../tables/resources.js';
import { entityTypes } from './entity-types.js';

/** What follows from the stage that a record is in. */
export interface Stages {
  /** Gives a new record without a stage the first one of its pipeline. */
  start(type: number, record: JsonObject): void;
  /** Fills what follows from the stage of a record, if it is another than before. */
  moved(type: number, record: JsonObject, before: JsonValue | undefined, by: { now: string; userId: string }): void;
}

/** Fields of records that have stages, and the directories that these are in. */
interface Staged {
  stage: string;
  semantics: string;
  directory: RegExp;
}

const staged: Readonly<Partial<Record<number, Staged>>> = {
  [entityTypes.deals]: { stage: 'STAGE_ID', semantics: 'STAGE_SEMANTIC_ID', directory: /^DEAL_STAGE(_\d+)?$/ },
  [entityTypes.leads]: { stage: 'STATUS_ID', semantics: 'STATUS_SEMANTIC_ID', directory: /^STATUS$/ },
};

/** The field that holds the stage of a record, undefined for types without. */
export const stageField = (type: number): string | undefined => staged[type]?.stage;

/** Stages of deals and leads, as the directories have them. */
export function createStages(resources: Resources): Stages {
  /** Stages of a type in their order. */
  function stagesOf({ directory }: Staged): JsonObject[] {
    const items = resources.table('crm.status')?.collection.entries() ?? [];
    return items
      .flatMap(([, item]) => (directory.test(text(item['ENTITY_ID'])) ? [item] : []))
      .toSorted((one, other) => Number(one['SORT']) - Number(other['SORT']));
  }
  const isIn = (record: JsonObject, { CATEGORY_ID: pipeline }: JsonObject): boolean =>
    Number(pipeline ?? 0) === Number(record['CATEGORY_ID'] ?? 0);

  return {
    start(type, record) {
      const own = staged[type];
      if (own) record[own.stage] ??= stagesOf(own).find((stage) => isIn(record, stage))?.['STATUS_ID'] ?? 'NEW';
    },
    moved(type, record, before, { now, userId }) {
      const own = staged[type];
      if (!own || record[own.stage] === before) return;
      const stages = stagesOf(own);
      const stage = stages.find(({ STATUS_ID: code }) => code === record[own.stage]);
      const end = text(stage?.['SEMANTICS']);
      record[own.semantics] = end || 'P';
      Object.assign(record, { MOVED_TIME: now, MOVED_BY_ID: userId });
      if (type === entityTypes.leads) record['DATE_CLOSED'] = end ? now : '';
      else {
        const [first] = stages.filter(({ ENTITY_ID: directory }) => directory === stage?.['ENTITY_ID']);
        Object.assign(record, { CLOSED: end ? 'Y' : 'N', IS_NEW: stage && stage === first ? 'Y' : 'N' });
      }
    },
  };
}
