import type { JsonObject } from '../../json.js';
import { portalTime } from '../seed.js';

const start = Date.UTC(2026, 0, 12, 8);

/** Stages of a pipeline: code, name, colour, and S or F where records end. */
const stages: readonly (readonly [code: string, name: string, colour: string, end: string | null])[] = [
  ['NEW', 'New', '#39A8EF', null],
  ['PREPARATION', 'Preparation', '#2FC6F6', null],
  ['EXECUTING', 'In progress', '#47E4C2', null],
  ['WON', 'Won', '#7BD500', 'S'],
  ['LOSE', 'Lost', '#FF5752', 'F'],
];
const leadStages: typeof stages = [
  ['NEW', 'New', '#39A8EF', null],
  ['IN_PROCESS', 'In progress', '#2FC6F6', null],
  ['CONVERTED', 'Converted', '#7BD500', 'S'],
  ['JUNK', 'Unusable', '#FF5752', 'F'],
];
const plainDirectories: Record<string, readonly (readonly [code: string, name: string])[]> = {
  SOURCE: [
    ['CALL', 'Call'],
    ['EMAIL', 'E-mail'],
    ['WEB', 'Web site'],
  ],
  CONTACT_TYPE: [
    ['CLIENT', 'Clients'],
    ['SUPPLIER', 'Suppliers'],
  ],
  COMPANY_TYPE: [
    ['CUSTOMER', 'Customer'],
    ['SUPPLIER', 'Supplier'],
  ],
  DEAL_TYPE: [
    ['SALE', 'Sale'],
    ['SERVICE', 'Service'],
  ],
  INDUSTRY: [
    ['IT', 'Information technology'],
    ['MANUFACTURING', 'Manufacturing'],
  ],
};

/** The items of the directories at the start. */
export function directories(): JsonObject[] {
  const plain = Object.entries(plainDirectories).flatMap(([directory, items]) =>
    items.map(([code, name], index) => item(directory, index, { STATUS_ID: code, NAME: name })),
  );
  return [...stagesOf('STATUS', leadStages), ...stagesOf('DEAL_STAGE', stages), ...dealStages(1), ...plain];
}

/** The stages that a new pipeline of deals starts with. */
export function dealStages(pipeline: number): JsonObject[] {
  return stagesOf(`DEAL_STAGE_${pipeline}`, stages).map((stage) => ({
    ...stage,
    STATUS_ID: `C${pipeline}:${String(stage['STATUS_ID'])}`,
    CATEGORY_ID: String(pipeline),
  }));
}

function stagesOf(directory: string, list: typeof stages): JsonObject[] {
  return list.map(([code, name, colour, end], index) =>
    item(directory, index, { STATUS_ID: code, NAME: name, COLOR: colour, SEMANTICS: end, SYSTEM: index === 0 || end ? 'Y' : 'N' }),
  );
}

function item(directory: string, index: number, fields: JsonObject): JsonObject {
  return {
    ENTITY_ID: directory,
    NAME_INIT: '',
    SORT: String((index + 1) * 10),
    SYSTEM: 'N',
    CATEGORY_ID: null,
    COLOR: null,
    SEMANTICS: null,
    ...fields,
  };
}

/** Pipelines of deals at the start; the default one has the id 0. */
export function pipelines(): JsonObject[] {
  const own = { entityTypeId: 2, originId: '', originatorId: '' };
  return [
    { name: 'General', sort: 300, isDefault: 'Y', ...own },
    { name: 'Wholesale', sort: 400, isDefault: 'N', ...own },
  ];
}

/** Currencies at the start; the first is the base. */
export function currencies(): JsonObject[] {
  return [
    ['EUR', 'Euro', '1.0000', '# €'],
    ['USD', 'US dollar', '0.9200', '$#'],
    ['GBP', 'Pound sterling', '1.1700', '£#'],
  ].map(([code = '', name = '', rate = '', format = ''], index) => ({
    CURRENCY: code,
    AMOUNT_CNT: '1',
    AMOUNT: rate,
    SORT: String((index + 1) * 100),
    BASE: index === 0 ? 'Y' : 'N',
    FULL_NAME: name,
    LID: 'en',
    FORMAT_STRING: format,
    DEC_POINT: '.',
    THOUSANDS_SEP: null,
    DECIMALS: '2',
    DATE_UPDATE: portalTime(start),
    LANG: {
      en: {
        FULL_NAME: name,
        FORMAT_STRING: format,
        DEC_POINT: '.',
        THOUSANDS_SEP: null,
        DECIMALS: '2',
        THOUSANDS_VARIANT: 'C',
        HIDE_ZERO: 'Y',
      },
    },
  }));
}

/** Addresses of the first requisites at the start. */
export function addresses(): JsonObject[] {
  return [1, 2, 3].map((owner) => ({
    TYPE_ID: '1',
    ENTITY_TYPE_ID: '8',
    ENTITY_ID: String(owner),
    ADDRESS_1: `${owner} Harbour Street`,
    ADDRESS_2: '',
    CITY: 'Example City',
    POSTAL_CODE: '10000',
    REGION: '',
    PROVINCE: '',
    COUNTRY: 'Exampleland',
    COUNTRY_CODE: null,
    LOC_ADDR_ID: '0',
    ANCHOR_TYPE_ID: '4',
    ANCHOR_ID: String(owner),
  }));
}

/** Types of records of the portal's own at the start. */
export function smartProcesses(): JsonObject[] {
  return [{ title: 'Visits', code: '', createdBy: 1, entityTypeId: 1032, createdTime: portalTime(start), updatedTime: portalTime(start) }];
}
