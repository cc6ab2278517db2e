import { SpecError } from './spec-error.ts';

const quantifier = /^[?*+{]/;

/**
 * The template literal that comes closest to a pattern of property names: `^UF_` is `UF_${string}`, `^PARENT_ID_[0-9]+$` is
 * `PARENT_ID_${number}`, `^[a-z]+_selfhosted$` is `${string}_selfhosted`, `^[0-9]+$` is `${number}`.
 */
export function keyTemplate(pattern: string): string {
  const begins = pattern.startsWith('^');
  const ends = pattern.endsWith('$') && !pattern.endsWith('\\$');
  const body = pattern.slice(begins ? 1 : 0, ends ? -1 : undefined);
  // An alternative outside of every group begins or ends differently.
  const flat = body.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]|\([^()]*\)/g, '');
  const prefix = begins && !flat.includes('|') ? literalStart(body) : '';
  const rest = body.slice(prefix.length);
  const suffix = ends && !flat.includes('|') ? (/(?<!\\)[A-Za-z_]*$/.exec(rest)?.[0] ?? '') : '';
  const middle = rest.slice(0, rest.length - suffix.length);
  const isNumber = begins && ends && /^(?:\[0-9\]|\\d)\+$/.test(middle);
  if (prefix === '' && suffix === '' && !isNumber) {
    throw new SpecError(
      `patternProperties "${pattern}": write a pattern that begins (^UF_) or ends (_ID$) with letters; TypeScript cannot tell such keys from others.`,
    );
  }
  if (middle === '' && begins && ends) throw new SpecError(`patternProperties "${pattern}" is one name: make it a property.`);
  return `${prefix}\${${isNumber ? 'number' : 'string'}}${suffix}`;
}

/** The letters that every match begins with: not the last one when it may be left out or repeated. */
function literalStart(body: string): string {
  const letters = /^[A-Za-z_]*/.exec(body)?.[0] ?? '';
  return quantifier.test(body.slice(letters.length)) ? letters.slice(0, -1) : letters;
}
