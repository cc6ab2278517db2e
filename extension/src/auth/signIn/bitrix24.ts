import * as vscode from 'vscode';
import { askChoice, askText, back } from '../../common/ask.ts';
import { Cancelled, problemOf } from '../../common/errors.ts';
import type { Connection } from '../../core/connection.ts';
import { emptyApplication, signInByApplication } from './bitrix24Application.ts';
import { keepConnection, type SignInContext } from './context.ts';
import { untilItWorks } from './verify.ts';

/** Signs in to a Bitrix24 portal with an incoming webhook or through a local application. */
export async function signInToBitrix24(context: SignInContext): Promise<Connection> {
  const application = emptyApplication();
  for (;;) {
    const way = await askChoice<'webhook' | 'application'>({
      title: vscode.l10n.t('Sign in to Bitrix24'),
      placeholder: vscode.l10n.t('How do you want to sign in?'),
      choices: [
        {
          value: 'webhook',
          label: vscode.l10n.t('Incoming webhook'),
          iconPath: new vscode.ThemeIcon('link'),
          description: vscode.l10n.t('one address, the rights of its creator'),
        },
        {
          value: 'application',
          label: vscode.l10n.t('Local application'),
          iconPath: new vscode.ThemeIcon('globe'),
          description: vscode.l10n.t('in the browser, with your own rights'),
        },
      ],
    });
    if (way === back) throw new Cancelled();
    const connection = await untilItWorks(context, () =>
      way === 'webhook' ? signInByWebhook(context) : signInByApplication(context, application),
    );
    if (connection !== back) return connection;
  }
}

async function signInByWebhook(context: SignInContext): Promise<Connection | typeof back> {
  const { bitrix24Webhook } = await import('@portolan/auth/bitrix24');
  const url = await askText({
    title: vscode.l10n.t('Sign in to Bitrix24'),
    step: 2,
    totalSteps: 2,
    prompt: vscode.l10n.t('Address of the incoming webhook. It works like a password: treat it as one.'),
    placeholder: 'https://example.bitrix24.com/rest/1/…/',
    password: true,
    validate: (text) => problemOf(() => bitrix24Webhook(text)),
  });
  if (url === back) return back;
  const { portal, userId } = bitrix24Webhook(url);
  const connection: Connection = {
    id: `bitrix24-${crypto.randomUUID()}`,
    provider: 'bitrix24',
    kind: 'bitrix24Webhook',
    label: vscode.l10n.t('{0}, user {1}', portal, String(userId)),
    baseUrl: new URL(url).origin,
  };
  return keepConnection(context, connection, { kind: 'bitrix24Webhook', url });
}
