import type * as vscode from 'vscode';

/** Something that holds on to other disposables and lets go of all of them together. */
export abstract class Disposable implements vscode.Disposable {
  #held: vscode.Disposable[] = [];
  #disposed = false;

  /** Keeps a disposable until this one is disposed of, and hands it back. */
  protected hold<Held extends vscode.Disposable>(disposable: Held): Held {
    if (this.#disposed) disposable.dispose();
    else this.#held.push(disposable);
    return disposable;
  }

  dispose(): void {
    this.#disposed = true;
    for (const held of this.#held.splice(0).toReversed()) held.dispose();
  }
}
