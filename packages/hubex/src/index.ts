export { type ApplicationId, createHubex, type Hubex, type HubexAuth, type HubexOptions, type ServiceToken } from './client.js';
export { HubexError } from './error.js';
export { type Base64File, toBase64File } from './files/file.js';
export { count } from './lists/count.js';
export { type Item } from './lists/items.js';
export { type List, list } from './lists/list.js';
export { type ListOptions, paginate } from './lists/paginate.js';
export { type ListReport } from './lists/report.js';
export { type PagingOptions } from './lists/walk.js';
export { type BulkOperation, type BulkResult, type ItemFailure } from './via/bulk.js';
export { type DownloadOperation } from './via/download.js';
export { type HubexEvent, type KnownEvent, type KnownEventId, type KnownEventName, type OtherEvent } from './webhooks/event.js';
export { parseWebhook, webhookHandler, type WebhookHandlerOptions } from './webhooks/handler.js';
export { hooksPolicy, type HooksOptions } from '@portolan/transport';
export {
  ApiError,
  encoderOf,
  type FileFacts,
  type FileSource,
  NetworkError,
  PortolanError,
  TimeoutError,
  toFile,
  UsageError,
} from '@portolan/transport';
