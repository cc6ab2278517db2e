/** What a check found. A check that is not a test suite counts as one. */
export interface Outcome {
  passed: number;
  failed: number;
  /** Why it did not run, and the command that would let it. */
  skipped?: string;
  /** What went wrong, for people. */
  details?: string;
}

/** Something `npm test` does. */
export interface Check {
  name: string;
  run: () => Promise<Outcome>;
}

const clock = (seconds: number): string => `${seconds.toFixed(1).padStart(6)} s`;

/** Runs checks one after another, says how each went as it ends, and answers the sums. */
export async function runChecks(checks: readonly Check[]): Promise<{ passed: number; failed: number; skipped: string[] }> {
  const sums = { passed: 0, failed: 0, skipped: [] as string[] };
  for (const check of checks) {
    const started = performance.now();
    let outcome: Outcome;
    try {
      outcome = await check.run();
    } catch (error) {
      outcome = { passed: 0, failed: 1, details: error instanceof Error ? error.message : String(error) };
    }
    sums.passed += outcome.passed;
    sums.failed += outcome.failed;
    const seconds = clock((performance.now() - started) / 1000);
    if (outcome.skipped) {
      sums.skipped.push(`${check.name}: ${outcome.skipped}`);
      console.log(`skip  ${seconds}  ${check.name}`);
    } else {
      console.log(
        `${outcome.failed > 0 ? 'FAIL' : 'ok  '}  ${seconds}  ${check.name}${outcome.passed + outcome.failed > 1 ? ` (${outcome.passed} passed)` : ''}`,
      );
    }
    if (outcome.failed > 0 && outcome.details) console.log(outcome.details.replaceAll(/^/gm, '      '));
  }
  return sums;
}
