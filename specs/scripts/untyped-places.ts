import { type Bundle, pointer } from './bundled.ts';

/** A schema that admits anything, and why. */
export interface UntypedPlace {
  /** Where it stands: the schema's name, or the path and method, and the property. */
  at: string;
  reason: string;
}

/** Every `x-portolan-untyped` of a bundled document. */
export function untypedPlaces(bundle: Bundle): UntypedPlace[] {
  const found: UntypedPlace[] = [];
  const visit = (node: unknown, at: readonly string[]): void => {
    if (typeof node !== 'object' || node === null) return;
    const reason = (node as Record<string, unknown>)['x-portolan-untyped'];
    if (typeof reason === 'string') found.push({ at: at.join(' '), reason });
    for (const [key, value] of Object.entries(node)) visit(value, speaking(key) ? [...at, key] : at);
  };
  visit(bundle.paths, []);
  visit(bundle.webhooks, []);
  visit(pointer(bundle, '#/components/schemas'), []);
  return found;
}

/** Keys that only give a schema its form say nothing of the place. */
const form = new Set(['schema', 'content', 'application/json', 'properties', 'items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties']);
const speaking = (key: string): boolean => !form.has(key) && !/^\d$/.test(key);
