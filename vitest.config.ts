/** One configuration for every package; each runs it on its own folder. */
export default {
  test: {
    testTimeout: 30_000,
    include: ['test/**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results.json' },
  },
};
