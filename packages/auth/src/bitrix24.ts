/**
 * Sign-in of Bitrix24: incoming webhooks, local applications, applications of many portals, frames and installation callbacks.
 * @packageDocumentation
 */
export { rest as bitrix24Rest, tokenParameter as bitrix24TokenParameter } from './generated/bitrix24.js';
export type { Bitrix24Tokens } from './bitrix24/adopted.js';
export * from './bitrix24/application.js';
export type { Bitrix24ApplicationKeys } from './bitrix24/authorization-server.js';
export type { Bitrix24Callback } from './bitrix24/callback.js';
export * from './bitrix24/launch.js';
export * from './bitrix24/portal.js';
export * from './bitrix24/portals.js';
export { type Bitrix24Post, type PostFields, type PostValue, readBitrix24Post } from './bitrix24/post.js';
export { sameText } from './bitrix24/same-text.js';
export * from './bitrix24/webhook.js';
