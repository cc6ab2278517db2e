import * as vscode from 'vscode';
import { askInTurn, askText } from '../../common/ask.ts';
import type { Connection } from '../../core/connection.ts';
import { addressSetting } from '../settings.ts';
import { keepConnection, type SignInContext } from './context.ts';
import { firstToken, untilItWorks } from './verify.ts';

/** Signs in to Workly with the platform's client pair, a user and a password. */
export async function signInToWorkly(context: SignInContext): Promise<Connection> {
  const answers = { clientId: '', clientSecret: '', username: '', password: '' };
  const ask = (step: number, name: keyof typeof answers, prompt: string, secret: boolean) => async () => {
    const answer = await askText({
      title: vscode.l10n.t('Sign in to Workly'),
      step,
      totalSteps: 4,
      prompt,
      password: secret,
      ...(secret ? {} : { value: answers[name] }),
    });
    if (typeof answer === 'string') answers[name] = answer;
    return answer;
  };
  return untilItWorks(context, async () => {
    await askInTurn([
      ask(1, 'clientId', vscode.l10n.t('Client id of the platform'), false),
      ask(2, 'clientSecret', vscode.l10n.t('Client secret of the platform'), true),
      ask(3, 'username', vscode.l10n.t('E-mail address of the user'), false),
      ask(4, 'password', vscode.l10n.t('Password of the user'), true),
    ]);
    const baseUrl = addressSetting('workly.baseUrl');
    const connection: Connection = {
      id: `workly-${crypto.randomUUID()}`,
      provider: 'workly',
      kind: 'worklyPassword',
      label: answers.username,
      ...(baseUrl ? { baseUrl } : {}),
    };
    const credentials = { kind: 'worklyPassword', ...answers } as const;
    return keepConnection(context, connection, credentials, await firstToken(connection, credentials));
  });
}
