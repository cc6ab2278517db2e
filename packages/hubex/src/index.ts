export { type ApplicationId, createHubex, type Hubex, type HubexAuth, type HubexOptions, type ServiceToken } from './client.js';
export { HubexError } from './error.js';
export { type Item, type ListOptions, type PagingOptions } from './paginate.js';
export { ApiError, encoderOf, NetworkError, PortolanError, TimeoutError, UsageError } from '@portolan/transport';
