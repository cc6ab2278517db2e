/**
 * What needs Node: the file store.
 * @packageDocumentation
 */
export { fileStore, type FileStoreOptions } from './file-store.js';
