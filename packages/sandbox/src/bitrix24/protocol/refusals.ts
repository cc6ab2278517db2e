import type { Operation } from '../../engine/document.js';
import { MethodError } from './errors.js';

/** Why a method of v2 refuses a call. */
export type Reason = 'incomplete' | 'wrong' | 'unknown';

type Declared = NonNullable<Operation['spec']['x-portolan-errors']>[number];

/**
 * How the specs speak of a reason: by code, or in words. This is the one place where the sandbox reads words of the specs; a test refuses
 * every method over HTTP and compares the answer with what the method declares.
 */
const signs: Record<Reason, { code: RegExp; words: RegExp; notCode?: RegExp }> = {
  incomplete: {
    code: /MISSING|REQUIRED|_EMPTY$|NOT_PROVIDED|NOT_SPECIFIED/,
    words: /\b(missing|required|needed|not given|empty)\b/i,
  },
  wrong: { code: /INVALID|WRONG_TYPE|VALIDATION/, words: /right shape|not an object|\b(wrong|invalid|no number|not valid)\b/i },
  unknown: {
    code: /NOT_?FOUND|NOT_?EXIST|NO_?EXIST/i,
    words: /no such|no \S.* with this id|no record has|does not exist|is not found|not there|unknown/i,
    // What is not there may be something else than the record that the id names.
    notCode: /SPA|TYPE_NOT|METHOD|OWNER_NOT|PARENT|PORTAL/i,
  },
};

/**
 * The refusal that a method declares for a reason, undefined when it declares none. One that names the parameter is preferred, then one that
 * speaks of parameters (`id`, `fields`) or of fields (`fields.NAME`), whatever it is that is wrong.
 */
export function declaredRefusal(operation: Operation, reason: Reason, message: string, name = ''): MethodError | undefined {
  const { code, words, notCode } = signs[reason];
  const declared = (operation.spec['x-portolan-errors'] ?? []).filter((error) => !notCode?.test(error.code));
  const said = (error: Declared): string[] => (error.description ?? '').split(';').filter((part) => words.test(part));
  const last = name.split('.').at(-1) ?? '';
  const kind = name.includes('.') ? /\bfields?\b/i : /\bparameters?\b/i;
  const found =
    (last === '' ? undefined : declared.find((error) => said(error).some((part) => part.includes(`\`${last}\``)))) ??
    (last === '' ? undefined : declared.find((error) => code.test(error.code) && fits(error.code, last))) ??
    (last === '' ? undefined : declared.find((error) => said(error).some((part) => kind.test(part)))) ??
    declared.find((error) => code.test(error.code)) ??
    declared.find((error) => said(error).length > 0);
  return found && new MethodError(found.status ?? 400, found.code, message);
}

/** `CHAT_ID_EMPTY` is about `CHAT_ID` and `chatId`. */
function fits(code: string, name: string): boolean {
  return code.replaceAll('_', '').toLowerCase().includes(name.replaceAll('_', '').toLowerCase());
}
