/**
 * Token flows of HubEx.
 * @packageDocumentation
 */
export { baseUrl as hubexBaseUrl } from './generated/hubex.js';
export * from './hubex/login.js';
export * from './hubex/plugin.js';
export { hubexHeaders, type HubexFlowOptions } from './hubex/server.js';
export * from './hubex/service-token.js';
export * from './hubex/sms.js';
export * from './hubex/sso.js';
export { type HubexTenant, type HubexTenantChoice } from './hubex/tenant.js';
export * from './hubex/tokens.js';
