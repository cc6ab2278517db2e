export { createProgram } from './program.js';
export { describeSandbox, sandboxCommand } from './sandbox.js';
export type { Terminal } from './sandbox.js';
