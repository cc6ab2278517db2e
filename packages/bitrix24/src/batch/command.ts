import { UsageError } from '@portolan/transport';
import type { Command } from '../methods.js';
import { checkMethod } from '../protocol.js';

/**
 * The command under a key of a batch, made of references where it is a function of them.
 * @throws UsageError it is none
 */
export function commandOf(key: string, given: unknown, refs?: unknown): Command {
  // A method itself is no maker: called, it would be sent.
  const made: unknown =
    typeof given === 'function' && !(given as { cmd?: unknown }).cmd ? (given as (refs: unknown) => unknown)(refs) : given;
  if (typeof made !== 'object' || made === null || !('method' in made))
    throw new UsageError(`commands.${key}`, 'it is no command', 'Make one by `.cmd()` of the method, or by `command()`.');
  const { method, params } = made as Partial<Command>;
  checkMethod(method);
  return { method: method!, params: params ?? {} };
}
