/**
 * REST 3.0 of your own portal: read its OpenAPI document, compare it with what this package describes, write types for it.
 * @packageDocumentation
 */
export { compareDocument, compareWithPortal, describeReport, type Difference, type MethodChange, type PortalReport } from './compare.js';
export { asDocument, portalDocument, type PortalDocument } from './document.js';
export type { SchemaNode } from './flatten.js';
export { portalTypes } from './types.js';
