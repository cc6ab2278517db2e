import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Runs named steps one after the other, counts them and keeps screenshots. A failed step does not stop the others. */
export class Steps {
  passed = 0;
  failed = 0;
  readonly #folder: string;
  readonly #page: () => Page | undefined;

  constructor(folder: string, page: () => Page | undefined) {
    this.#folder = folder;
    this.#page = page;
    mkdirSync(folder, { recursive: true });
  }

  async run(name: string, step: () => Promise<void>): Promise<void> {
    const start = Date.now();
    try {
      await step();
      this.passed += 1;
      process.stdout.write(`ok - ${name} (${Date.now() - start} ms)\n`);
    } catch (error) {
      this.failed += 1;
      process.stdout.write(`not ok - ${name}\n${error instanceof Error ? error.stack : String(error)}\n`);
      await this.shot(`failed-${this.failed}`).catch(() => {});
      await this.#page()
        ?.keyboard.press('Escape')
        .catch(() => {});
    }
  }

  /** Keeps a picture of the whole window. */
  async shot(name: string): Promise<void> {
    await this.#page()?.screenshot({ path: join(this.#folder, `${name}.png`) });
  }
}
