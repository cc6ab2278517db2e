/**
 * Sign-in of Bitrix24: incoming webhooks and local applications.
 * @packageDocumentation
 */
export { rest as bitrix24Rest, tokenParameter as bitrix24TokenParameter } from './generated/bitrix24.js';
export * from './bitrix24/application.js';
export * from './bitrix24/portal.js';
export * from './bitrix24/webhook.js';
