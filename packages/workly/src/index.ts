export { createWorkly, type Workly, type WorklyAuth, type WorklyCredentials, type WorklyOptions } from './client.js';
export { WorklyError } from './error.js';
export { type Item, type ListOptions, paginate, type PagingOptions } from './paginate.js';
export { hooksPolicy, type HooksOptions } from '@portolan/transport';
export { ApiError, encoderOf, type FieldProblem, NetworkError, PortolanError, TimeoutError, UsageError } from '@portolan/transport';
export * from './generated/index.js';
