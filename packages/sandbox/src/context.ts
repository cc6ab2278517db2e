import type { SpecDocument } from './engine/document.js';
import type { Validators } from './engine/validate.js';
import type { RunningClock } from './state/clock.js';
import type { Recorder } from './state/log.js';

/** What every provider of a sandbox shares. */
export interface Context {
  documents: readonly SpecDocument[];
  clock: RunningClock;
  recorder: Recorder;
  /** Refuse what the services ignore, and say why. */
  strict: boolean;
  /** As sent: JSON bodies and converted parameters. */
  exact: Validators;
  /** Values of forms, converted in place. */
  coercing: Validators;
  /** Origin of the provider's listener, known once it listens: `http://127.0.0.1:4010`. */
  origin(provider: 'hubex' | 'bitrix24' | 'workly'): string;
}
