import type { Operation } from './documents.ts';

const list = (value: string | string[] | undefined): string[] => (value === undefined ? [] : [value].flat());

/** One line of a comment: it can neither end the comment nor begin a tag of its own. */
export const commentLine = (text: string): string => text.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ').trim().replace(/^@/, '\\@');

/** The TSDoc block of an operation: what it does, who may call it, what to know, where it is documented. */
export function comment(operation: Operation, indent = ''): string {
  const paragraphs = [`${operation.summary}.`];
  if (operation.description) paragraphs.push(operation.description);
  const facts: string[] = [];
  const permissions = operation['x-portolan-permissions'] ?? [];
  const scope = operation['x-portolan-scope'] ?? [];
  if (permissions.length > 0) facts.push(`Permission: ${permissions.join(', ')}.`);
  if (scope.length > 0) facts.push(`Scope: ${scope.join(', ')}.`);
  if (operation['x-portolan-context'] === 'application') facts.push('Applications only: a webhook may not call it.');
  if (operation['x-portolan-name']) facts.push(`In the documentation: ${operation['x-portolan-name']}.`);
  if (facts.length > 0) paragraphs.push(facts.join(' '));
  for (const note of list(operation['x-portolan-note'])) paragraphs.push(`Note: ${note}`);
  const tags: string[] = [];
  if (operation.deprecated) {
    const replacement = operation['x-portolan-replacement'];
    tags.push(`@deprecated ${commentLine(replacement && replacement !== 'none' ? `Use ${replacement}.` : 'There is no replacement.')}`);
  }
  if (operation.externalDocs) tags.push(`@see ${commentLine(operation.externalDocs.url)}`);
  const lines = [...paragraphs.map(commentLine), ...tags].flatMap((line, index) => (index === 0 ? [line] : ['', line]));
  return [`${indent}/**`, ...lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}`), `${indent} */`].join('\n');
}
