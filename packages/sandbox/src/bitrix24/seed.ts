import type { JsonObject } from '../json.js';

/** People of the sandbox portal. */
export const people: JsonObject[] = [
  { ID: '1', NAME: 'Anna', LAST_NAME: 'Example', EMAIL: 'anna@example.com', WORK_POSITION: 'Director' },
  { ID: '2', NAME: 'Boris', LAST_NAME: 'Sample', EMAIL: 'boris@example.com', WORK_POSITION: 'Sales manager' },
  { ID: '3', NAME: 'Clara', LAST_NAME: 'Muster', EMAIL: 'clara@example.com', WORK_POSITION: 'Engineer' },
];

/** A user: one of the people, or somebody made up. */
export function userAt(index: number): JsonObject {
  const { ID: _id, ...user }: JsonObject = people[index] ?? {
    NAME: `Jane ${index + 1}`,
    LAST_NAME: 'Example',
    EMAIL: `user${index + 1}@example.com`,
    WORK_POSITION: 'Engineer',
  };
  return {
    ...user,
    ACTIVE: true,
    USER_TYPE: 'employee',
    IS_ONLINE: 'N',
    PERSONAL_GENDER: '',
    DATE_REGISTER: '2026-01-12T00:00:00+03:00',
    UF_DEPARTMENT: [1],
  };
}

/** A moment as the portal writes it, `2026-02-16T12:30:00+03:00`. */
export function portalTime(milliseconds: number): string {
  const shifted = new Date(milliseconds + 3 * 3_600_000).toISOString();
  return `${shifted.slice(0, 19)}+03:00`;
}

const stages = ['NEW', 'PREPARATION', 'EXECUTING', 'WON', 'LOSE'];
const goods = ['20 chairs', 'a pump', 'office paper', 'a service contract', 'spare parts', '5 monitors'];
const start = Date.UTC(2026, 0, 12, 9);
const day = 86_400_000;

/** The first records of a collection. */
export function seedOf(recordAt: (index: number) => JsonObject, length: number): () => JsonObject[] {
  return () => Array.from({ length }, (_unused, index) => recordAt(index));
}

/** Who has a record, since when. */
function record(index: number): JsonObject {
  const created = portalTime(start + index * day);
  return {
    OPENED: 'Y',
    ASSIGNED_BY_ID: String(1 + (index % 3)),
    CREATED_BY_ID: '1',
    MODIFY_BY_ID: '1',
    DATE_CREATE: created,
    DATE_MODIFY: created,
  };
}

/** A deal. */
export function dealAt(index: number): JsonObject {
  const stage = stages[index % 5] ?? 'NEW';
  const created = start + index * (day / 2);
  return {
    TITLE: `Delivery of ${goods[index % 6] ?? ''}`,
    TYPE_ID: 'SALE',
    CATEGORY_ID: '0',
    STAGE_ID: stage,
    STAGE_SEMANTIC_ID: stage === 'WON' ? 'S' : stage === 'LOSE' ? 'F' : 'P',
    IS_NEW: stage === 'NEW' ? 'Y' : 'N',
    IS_RECURRING: 'N',
    CURRENCY_ID: 'EUR',
    OPPORTUNITY: `${(index % 20) * 250 + 100}.00`,
    IS_MANUAL_OPPORTUNITY: 'Y',
    PROBABILITY: String((index % 10) * 10),
    CONTACT_ID: String(1 + (index % 60)),
    ASSIGNED_BY_ID: String(1 + (index % 3)),
    CREATED_BY_ID: '1',
    MODIFY_BY_ID: '1',
    BEGINDATE: portalTime(created),
    CLOSEDATE: portalTime(created + 7 * day),
    DATE_CREATE: portalTime(created),
    DATE_MODIFY: portalTime(created + day),
    OPENED: 'Y',
    CLOSED: stage === 'WON' || stage === 'LOSE' ? 'Y' : 'N',
    COMMENTS: '',
  };
}

/** A contact. */
export function contactAt(index: number): JsonObject {
  return {
    NAME: `Jane ${index + 1}`,
    LAST_NAME: 'Example',
    POST: index % 2 ? 'Buyer' : 'Director',
    TYPE_ID: 'CLIENT',
    ...record(index),
    EXPORT: 'Y',
    HAS_PHONE: 'Y',
    HAS_EMAIL: 'Y',
    PHONE: [{ ID: String(2 * index + 1), VALUE_TYPE: 'WORK', VALUE: `+7000000${String(index + 1).padStart(4, '0')}`, TYPE_ID: 'PHONE' }],
    EMAIL: [{ ID: String(2 * index + 2), VALUE_TYPE: 'WORK', VALUE: `contact${index + 1}@example.com`, TYPE_ID: 'EMAIL' }],
  };
}

/** A lead. */
export function leadAt(index: number): JsonObject {
  const converted = index % 4 === 3;
  return {
    TITLE: `Enquiry about ${goods[index % 6] ?? ''}`,
    NAME: `Jane ${index + 1}`,
    LAST_NAME: 'Example',
    STATUS_ID: converted ? 'CONVERTED' : index % 2 ? 'IN_PROCESS' : 'NEW',
    STATUS_SEMANTIC_ID: converted ? 'S' : 'P',
    SOURCE_ID: index % 2 ? 'WEB' : 'CALL',
    CURRENCY_ID: 'EUR',
    OPPORTUNITY: `${(index % 10) * 500}.00`,
    IS_MANUAL_OPPORTUNITY: 'N',
    ...record(index),
    HAS_PHONE: 'N',
    HAS_EMAIL: 'N',
  };
}

/** A company. */
export function companyAt(index: number): JsonObject {
  return {
    TITLE: `Example Trading ${index + 1}`,
    COMPANY_TYPE: index % 3 ? 'CUSTOMER' : 'SUPPLIER',
    INDUSTRY: 'MANUFACTURING',
    CURRENCY_ID: 'EUR',
    REVENUE: `${(index % 10) * 100_000}.00`,
    IS_MY_COMPANY: 'N',
    ...record(index),
    HAS_PHONE: 'N',
    HAS_EMAIL: 'N',
  };
}

/** An element of any other type of the CRM. */
export function itemAt(index: number): JsonObject {
  return {
    TITLE: `Element ${index + 1}`,
    ...record(index),
  };
}

/** A product of the catalog. */
export function productAt(index: number): JsonObject {
  return {
    name: `${goods[index % 6] ?? ''} ${index + 1}`,
    active: 'Y',
    PRICE: `${(index % 12) * 25 + 10}.00`,
    CURRENCY_ID: 'EUR',
    iblockId: 1,
    sort: '500',
    createdBy: '1',
    modifiedBy: '1',
    dateCreate: portalTime(start),
    timestampX: portalTime(start),
  };
}

const chores = ['Call the customer', 'Write the offer', 'Check the contract', 'Order spare parts', 'Plan the visit'];

/** A task in the field names of v2's answers. */
export function taskAt(index: number): JsonObject {
  const created = start + index * (day / 3);
  const status = ['2', '3', '5'][index % 3] ?? '2';
  return {
    title: chores[index % 5] ?? '',
    description: '',
    status,
    priority: String(index % 3),
    parentId: null,
    groupId: '0',
    createdBy: '1',
    responsibleId: String(1 + (index % 3)),
    changedBy: '1',
    createdDate: portalTime(created),
    changedDate: portalTime(created + day),
    deadline: portalTime(created + 5 * day),
    closedDate: status === '5' ? portalTime(created + 3 * day) : null,
    closedBy: status === '5' ? '1' : null,
    dateStart: status === '2' ? null : portalTime(created + day),
    accomplices: [],
    auditors: [],
    mark: null,
    favorite: 'N',
  };
}

/** A product row of one of the first deals. */
export function productRowAt(index: number): JsonObject {
  const price = (index + 1) * 25;
  return {
    ownerType: 'D',
    ownerId: index + 1,
    productId: index + 1,
    productName: goods[index % 6] ?? '',
    price,
    priceAccount: price,
    priceExclusive: price,
    priceNetto: price,
    priceBrutto: price,
    quantity: 1,
    discountTypeId: 2,
    discountRate: 0,
    discountSum: 0,
    taxRate: null,
    taxIncluded: 'N',
    customized: 'Y',
    measureCode: 796,
    measureName: 'pcs',
    sort: 10,
    type: 1,
  };
}

/** The custom field that an entity of the CRM has at the start. */
export function userfieldOf(entity: string): JsonObject {
  return {
    ENTITY_ID: `CRM_${entity.toUpperCase()}`,
    FIELD_NAME: 'UF_CRM_REGION',
    USER_TYPE_ID: 'string',
    XML_ID: null,
    SORT: '100',
    MULTIPLE: 'N',
    MANDATORY: 'N',
    SHOW_FILTER: 'N',
    SHOW_IN_LIST: 'Y',
    EDIT_IN_LIST: 'Y',
    IS_SEARCHABLE: 'N',
    SETTINGS: {},
    EDIT_FORM_LABEL: { en: 'Region' },
    LIST_COLUMN_LABEL: { en: 'Region' },
    LIST_FILTER_LABEL: { en: 'Region' },
    ERROR_MESSAGE: null,
    HELP_MESSAGE: null,
  };
}
