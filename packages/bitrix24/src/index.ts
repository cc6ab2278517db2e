export { type Bitrix24Auth } from './auth.js';
export { type BatchOptions, type BatchOutcome, type BatchResults, type Commands } from './batch.js';
export { type Batcher, type Bitrix24, type Bitrix24V3, type Caller, createBitrix24, type ItemList } from './client.js';
export { Bitrix24Error } from './error.js';
export type { Methods as MethodsV2 } from './generated/v2/index.js';
export type { Methods as MethodsV3 } from './generated/v3/index.js';
export { bitrix24Hooks } from './hooks.js';
export { type ListOptions, type ListProgress, type Page } from './list/page.js';
export {
  type CallOptions,
  type Command,
  type Filter,
  type ItemOf,
  type Listing,
  type Method,
  type MethodCall,
  type Order,
  type ResultOf,
  type Select,
} from './methods.js';
export type { Rename } from './moved.js';
export { type Bitrix24Options } from './portal.js';
export { ApiError, type FieldProblem, NetworkError, PortolanError, TimeoutError, UsageError } from '@portolan/transport';
