import { exceptions } from './generated/protocol.js';
import { readVerbs } from './generated/reads.js';

/** Does this method only read? Then it may be sent again when its answer was lost. Known from the specs, for any method name. */
export function isRead(method: string): boolean {
  const last = method.slice(method.lastIndexOf('.') + 1).toLowerCase();
  return (readVerbs.has(last) || /^(get|list)/.test(last)) !== exceptions.has(method.toLowerCase());
}
