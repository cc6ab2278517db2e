import type { JsonObject, JsonValue } from '../../json.js';
import { text } from '../../json.js';
import { people } from '../seed.js';

/** A user in short; an unknown id gives a nameless one. */
export function person(id: JsonValue | undefined): JsonObject {
  const user = people.find((candidate) => candidate['ID'] === text(id));
  return {
    id: text(id),
    name: user ? `${text(user['NAME'])} ${text(user['LAST_NAME'])}` : '',
    link: `/company/personal/user/${text(id)}/`,
    icon: '',
    email: user?.['EMAIL'] ?? '',
  };
}

/** Is the user an administrator of the portal? Only the first one is. */
export const isAdministrator = (id: number): boolean => id === 1;
