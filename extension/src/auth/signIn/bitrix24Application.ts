import * as vscode from 'vscode';
import type { TokenSet } from '@portolan/auth';
import { askInTurn, askText, back, type TextQuestion } from '../../common/ask.ts';
import { problemOf } from '../../common/errors.ts';
import type { Connection, Credentials } from '../../core/connection.ts';
import { applicationOptions } from '../flows.ts';
import { addressSetting } from '../settings.ts';
import { keepConnection, type SignInContext } from './context.ts';

/** What is asked for. The caller holds it, so that another try begins with what was typed; secrets are typed again. */
export interface ApplicationAnswers {
  portal: string;
  clientId: string;
  clientSecret: string;
}

export function emptyApplication(): ApplicationAnswers {
  return { portal: '', clientId: '', clientSecret: '' };
}

/**
 * Signs in through a local application: the browser shows the portal's own page and comes back with a code. When it cannot come back
 * (the application's handler path is another one, a remote window), the address it ended at, or the bare code, can be pasted.
 */
export async function signInByApplication(context: SignInContext, answers: ApplicationAnswers): Promise<Connection | typeof back> {
  const { bitrix24Portal } = await import('@portolan/auth/bitrix24');
  const ask = (step: number, name: keyof ApplicationAnswers, prompt: string, rest: Partial<TextQuestion>) => async () => {
    const value = rest.password ? '' : answers[name];
    const answer = await askText({ title: title(), step, totalSteps: 4, prompt, value, ...rest });
    if (typeof answer === 'string') answers[name] = answer;
    return answer;
  };
  await askInTurn([
    ask(1, 'portal', vscode.l10n.t('Address of the portal'), {
      placeholder: 'example.bitrix24.com',
      validate: (text) => problemOf(() => bitrix24Portal(text)),
    }),
    ask(2, 'clientId', vscode.l10n.t('Application id (client_id)'), { placeholder: 'local.0123456789abcdef.01234567' }),
    ask(3, 'clientSecret', vscode.l10n.t('Application key (client_secret)'), { password: true }),
  ]);
  const tokenUrl = addressSetting('bitrix24.tokenUrl');
  const credentials = { kind: 'bitrix24Application', ...answers, ...(tokenUrl ? { tokenUrl } : {}) } as const satisfies Credentials;
  const tokens = await authorize(credentials, context);
  const origin = bitrix24Portal(answers.portal);
  const connection: Connection = {
    id: `bitrix24-${crypto.randomUUID()}`,
    provider: 'bitrix24',
    kind: 'bitrix24Application',
    label: vscode.l10n.t('{0}, application', new URL(origin).host),
    baseUrl: origin,
  };
  return keepConnection(context, connection, credentials, tokens);
}

async function authorize(credentials: Extract<Credentials, { kind: 'bitrix24Application' }>, context: SignInContext): Promise<TokenSet> {
  const { bitrix24Application } = await import('@portolan/auth/bitrix24');
  const application = bitrix24Application(applicationOptions(credentials));
  const state = application.createState();
  const waiting = context.callbacks.expect(state);
  try {
    const handler = await vscode.env.asExternalUri(vscode.Uri.parse(`${vscode.env.uriScheme}://portolan.portolan/bitrix24`));
    await vscode.env.openExternal(vscode.Uri.parse(application.authorizeUrl(state)));
    const copy = {
      iconPath: new vscode.ThemeIcon('copy'),
      tooltip: vscode.l10n.t('Copy the handler path for the settings of the application'),
    };
    const answer = await askText({
      title: title(),
      step: 4,
      totalSteps: 4,
      prompt: vscode.l10n.t('Confirm in the browser. If it does not come back here, paste the address it ended at, or the code in it.'),
      placeholder: 'https://…?code=…&state=…',
      elsewhere: waiting.arrival,
      buttons: [{ button: copy, run: () => vscode.env.clipboard.writeText(handler.toString(true)) }],
    });
    if (answer === back) throw new vscode.CancellationError();
    // A bare code was copied by hand from the address of this very sign-in; it is read as that address.
    const address = /^[\w-]+$/.test(answer)
      ? `https://callback.invalid/?${new URLSearchParams({ code: answer, state }).toString()}`
      : answer;
    return await application.exchange(application.parseCallback(address, state));
  } finally {
    waiting.forget();
  }
}

function title(): string {
  return vscode.l10n.t('Sign in to Bitrix24');
}
