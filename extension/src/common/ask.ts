import * as vscode from 'vscode';
import { Cancelled } from './errors.ts';

/** What a step answers when the user went back to the one before. */
export const back: unique symbol = Symbol('back');
export type Back = typeof back;

interface Frame {
  readonly title: string;
  /** From 1; together with `totalSteps` it is shown in the title. */
  readonly step?: number;
  readonly totalSteps?: number;
}

export interface TextQuestion extends Frame {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** What is wrong with the text, or undefined. */
  readonly validate?: (text: string) => string | undefined;
  /** Accepts the answer from elsewhere, such as a browser that comes back; the box closes then. */
  readonly elsewhere?: Promise<string>;
  readonly buttons?: readonly { readonly button: vscode.QuickInputButton; readonly run: () => unknown }[];
}

/**
 * Asks for one line of text. It may hold a secret, so nothing of it is kept or logged.
 * @throws Cancelled when the user leaves
 */
export async function askText(question: TextQuestion): Promise<string | Back> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  box.ignoreFocusOut = true;
  setSteps(box, question);
  box.buttons = [
    ...(hasPrevious(question) ? [vscode.QuickInputButtons.Back] : []),
    ...(question.buttons ?? []).map(({ button }) => button),
  ];
  try {
    return await new Promise<string | Back>((resolve, reject) => {
      box.onDidChangeValue(() => (box.validationMessage = undefined));
      box.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) resolve(back);
        else question.buttons?.find((own) => own.button === button)?.run();
      });
      box.onDidAccept(() => {
        const text = box.value.trim();
        const problem = text === '' ? vscode.l10n.t('Enter a value.') : question.validate?.(text);
        if (problem === undefined) resolve(text);
        else box.validationMessage = problem;
      });
      box.onDidHide(() => reject(new Cancelled()));
      question.elsewhere?.then(resolve, reject);
      box.show();
    });
  } finally {
    box.dispose();
  }
}

export interface ChoiceQuestion<Value> extends Frame {
  readonly placeholder: string;
  readonly choices: readonly (vscode.QuickPickItem & { readonly value: Value })[];
}

/**
 * Asks for one of several answers.
 * @throws Cancelled when the user leaves
 */
export async function askChoice<Value>(question: ChoiceQuestion<Value>): Promise<Value | Back> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value: Value }>();
  pick.title = question.title;
  pick.placeholder = question.placeholder;
  pick.items = question.choices;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  setSteps(pick, question);
  if (hasPrevious(question)) pick.buttons = [vscode.QuickInputButtons.Back];
  try {
    return await new Promise<Value | Back>((resolve, reject) => {
      pick.onDidTriggerButton(() => resolve(back));
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen) resolve(chosen.value);
      });
      pick.onDidHide(() => reject(new Cancelled()));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** Runs questions one after the other; each may send the user back to the one before. */
export async function askInTurn(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (let index = 0; index < steps.length;) {
    const answer = await steps[index]?.();
    index += answer === back ? -1 : 1;
    if (index < 0) throw new Cancelled();
  }
}

function hasPrevious({ step }: Frame): boolean {
  return step !== undefined && step > 1;
}

function setSteps(input: vscode.QuickInput, { step, totalSteps }: Frame): void {
  input.step = step;
  input.totalSteps = totalSteps;
}
