import * as vscode from 'vscode';
import { askChoice, askInTurn, askText } from '../../common/ask.ts';
import type { Connection, Credentials } from '../../core/connection.ts';
import { addressSetting } from '../settings.ts';
import { keepConnection, type SignInContext } from './context.ts';
import { chooseTenant } from './tenant.ts';
import { firstToken, untilItWorks } from './verify.ts';

type Way = 'hubexServiceToken' | 'hubexLogin';

/** Signs in to HubEx with a service token, or with a login, a password and the choice of a tenant. */
export async function signInToHubex(context: SignInContext): Promise<Connection> {
  const title = vscode.l10n.t('Sign in to HubEx');
  let way: Way = 'hubexServiceToken';
  let login = '';
  return untilItWorks(context, async () => {
    const secrets = { serviceToken: '', password: '' };
    await askInTurn([
      async () => {
        const answer = await askChoice<Way>({
          title,
          step: 1,
          placeholder: vscode.l10n.t('How do you want to sign in?'),
          choices: [
            {
              value: 'hubexServiceToken',
              label: vscode.l10n.t('Service token'),
              iconPath: new vscode.ThemeIcon('key'),
              description: vscode.l10n.t('for integrations; an administrator creates it'),
            },
            {
              value: 'hubexLogin',
              label: vscode.l10n.t('Login and password'),
              iconPath: new vscode.ThemeIcon('account'),
              description: vscode.l10n.t('your own account, with the choice of a tenant'),
            },
          ],
        });
        if (typeof answer !== 'symbol') way = answer;
        return answer;
      },
      async () => {
        if (way === 'hubexServiceToken') {
          const answer = await askText({
            title,
            step: 2,
            totalSteps: 2,
            prompt: vscode.l10n.t('Service token from the HubEx administration console'),
            password: true,
          });
          if (typeof answer === 'string') secrets.serviceToken = answer;
          return answer;
        }
        const answer = await askText({
          title,
          step: 2,
          totalSteps: 3,
          prompt: vscode.l10n.t('Login: a phone number or an e-mail address'),
          value: login,
        });
        if (typeof answer === 'string') login = answer;
        return answer;
      },
      async () => {
        if (way === 'hubexServiceToken') return undefined;
        const answer = await askText({ title, step: 3, totalSteps: 3, prompt: vscode.l10n.t('Password of {0}', login), password: true });
        if (typeof answer === 'string') secrets.password = answer;
        return answer;
      },
    ]);

    const baseUrl = addressSetting('hubex.baseUrl');
    const draft: Connection = {
      id: `hubex-${crypto.randomUUID()}`,
      provider: 'hubex',
      kind: way,
      label: login,
      ...(baseUrl ? { baseUrl } : {}),
    };
    if (way === 'hubexServiceToken') {
      const credentials: Credentials = { kind: way, serviceToken: secrets.serviceToken };
      const tokens = await firstToken(draft, credentials);
      return keepConnection(
        context,
        { ...draft, label: tokens?.details?.['tenant'] ?? vscode.l10n.t('Service token') },
        credentials,
        tokens,
      );
    }
    const entering = { kind: way, login, password: secrets.password } as const;
    const tokens = await firstToken(draft, entering, { chooseTenant });
    const { tenantId, tenant } = tokens?.details ?? {};
    const credentials: Credentials = tenantId === undefined ? entering : { ...entering, tenantId: Number(tenantId) };
    return keepConnection(context, { ...draft, label: tenant === undefined ? login : `${login} · ${tenant}` }, credentials, tokens);
  });
}
