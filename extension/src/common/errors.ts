import * as vscode from 'vscode';

/** The user left a dialog: nothing to report. */
export class Cancelled extends vscode.CancellationError {}

/** Whether something was given up on purpose, by Esc, Cancel or an AbortSignal. */
export function isCancellation(error: unknown): boolean {
  return (
    error instanceof vscode.CancellationError || (error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled'))
  );
}

/** What to tell the user of an error. The packages' errors are written for people and hold no secret. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a check says when it throws: the text under an input box. */
export function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
