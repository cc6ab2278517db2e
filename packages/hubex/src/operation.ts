import type { Call } from '@portolan/transport';
import type { Via } from './via/via.js';

export { form, multipart, type Operation, operation } from '@portolan/transport';
export { bulk, type BulkOperation } from './via/bulk.js';
export { download, type DownloadOperation } from './via/download.js';
export { stamp } from './via/stamp.js';
export { both } from './via/via.js';

/** What the spec says of a HubEx operation beyond what it says of any. */
export interface HubexFlags {
  /** The query parameters it takes: three characters each, see `checkQuery`; `---` for none. */
  takes?: string;
  /** The header that tells a repetition, and the one that makes the service answer it like the first time. */
  stamp?: readonly [string, string?];
  /** The query parameter that asks for the address of a file instead of the file. */
  link?: string;
  /** Names of the properties in which the items of an answer carry errors of their own. */
  errors?: readonly string[];
  /** What is done around the call. */
  via?: Via;
}

/** A call of a HubEx operation. */
export interface HubexCall extends Call, HubexFlags {}
