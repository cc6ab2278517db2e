import { PortolanError } from '@portolan/transport';

/** A command of a batch has no result of its own, because of another one. */
export class SkippedError extends PortolanError {
  /** The method that was skipped. */
  declare readonly operation: string;
  /** Key of the command that is the reason. */
  declare readonly because: string;

  override get name(): string {
    return 'SkippedError';
  }
}
