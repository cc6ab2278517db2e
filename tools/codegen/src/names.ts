/** `crmDealList` -> `CrmDealList`, the name hey-api gives to an operation's types. */
export const pascal = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

/** `TaskCheckLists` -> `task-check-lists`, `crm.deal` -> `crm-deal`: file and subpath names. */
export const kebab = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();

/** A section's name as it begins the names of types: `document_generator` -> `DocumentGenerator`. */
export const typeName = (section: string): string =>
  pascal(kebab(section).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));

/** A property name as it may stand in an interface or object literal. */
export const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));

/** A string literal in single quotes. */
export const quote = (text: string): string => `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
