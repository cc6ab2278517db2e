/**
 * Custom fields of your portal, by the entity that has them, for you to declare:
 * `declare module '@portolan/bitrix24' { interface CustomFields { Deal: { UF_CRM_COLOR?: string } } }`.
 * Names and types count wherever the entity is read, written, filtered or selected; custom fields that are not declared stay allowed. The
 * entities are those of the types: `Deal` declares for `Deal` and `DealFields`, `CrmItem`, `Contact`, `User` and so on.
 */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface -- filled by those who use it
export interface CustomFields {}

/** The declared custom fields of an entity. */
export type CustomOf<TName extends string> = TName extends keyof CustomFields ? CustomFields[TName] : unknown;
