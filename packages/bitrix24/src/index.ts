export type { Bitrix24Auth } from './auth.js';
export type { Batcher, BatcherV3, BatchOptions, BatchOutcome, BatchResults, Commands, Detail, RefsOf } from './batch/batcher.js';
export { SkippedError } from './batch/skipped.js';
export { type Bitrix24, type Bitrix24V3, type Caller, createBitrix24 } from './client.js';
export type * from './custom-fields.js';
export { Bitrix24Error } from './error.js';
export type { Methods as MethodsV2 } from './generated/v2/index.js';
export type { Methods as MethodsV3 } from './generated/v3/index.js';
export { bitrix24Hooks } from './hooks.js';
export type { Operating } from './list/budget.js';
export { ListError } from './list/list-error.js';
export type { List, ListOptions, ListProgress, Page } from './list/source.js';
export type {
  CallOptions,
  Command,
  CommandArgument,
  Filter,
  FilterV3,
  ItemOf,
  ListCall,
  Listing,
  ListingV3,
  Method,
  MethodCall,
  Order,
  ResultOf,
  Select,
  SelectCall,
  Selecting,
  SelectListCall,
} from './methods.js';
export type { Rename } from './moved.js';
export type { Bitrix24Options } from './portal.js';
export type { Ref, Referring, Refs, Wire } from './references.js';
export { createLeakyBucket, type LeakyBucket, type LeakyBucketOptions } from '@portolan/transport';
export { ApiError, type FieldProblem, NetworkError, PortolanError, TimeoutError, UsageError } from '@portolan/transport';
