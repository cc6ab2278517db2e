import { defineConfig } from 'vitest/config';
import shared from '../vitest.config.ts';

/** The repository's configuration, for the tests that need no VS Code. */
export default defineConfig({ test: { ...shared.test, include: ['test/unit/**/*.test.ts'] } });
