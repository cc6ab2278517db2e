import type { Encode } from './call.js';
import { form } from './encode.js';
import { multipart } from './multipart.js';

/**
 * The encoder of a content type, for tools that read it from a spec. Generated operations name theirs themselves.
 * @returns undefined for JSON, which needs none
 */
export function encoderOf(contentType: string | undefined): Encode | undefined {
  if (contentType === 'application/x-www-form-urlencoded') return form;
  return contentType === 'multipart/form-data' ? multipart : undefined;
}
