import * as vscode from 'vscode';
import { isCancellation, messageOf } from './errors.ts';

/** Registers a command whose failures are logged and told, and whose cancellation is silent. */
export function registerCommand(
  id: string,
  log: vscode.LogOutputChannel,
  run: (...args: readonly unknown[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      if (isCancellation(error)) return undefined;
      log.error(`${id}: ${messageOf(error)}`);
      void vscode.window.showErrorMessage(messageOf(error));
      return undefined;
    }
  });
}
