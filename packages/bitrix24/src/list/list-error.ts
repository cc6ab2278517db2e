import { PortolanError } from '@portolan/transport';

/** A list ended before its end, after a part of it was handed over. `cause` says why. */
export class ListError extends PortolanError {
  /** The list method. */
  declare readonly operation: string;
  /** Pass it as `cursor` to go on right after the last item that was handed over. */
  declare readonly cursor: string;

  override get name(): string {
    return 'ListError';
  }
}
