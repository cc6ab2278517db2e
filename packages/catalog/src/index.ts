export { type Catalog, type CatalogSource, createCatalog } from './catalog.js';
export type {
  CatalogDocument,
  CatalogEntry,
  JsonSchema,
  OperationContent,
  OperationDetails,
  OperationParameter,
  Provider,
} from './types.js';
