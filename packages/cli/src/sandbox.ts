import { startSandbox } from '@portolan/sandbox';
import type { Sandbox } from '@portolan/sandbox';
import { Command, InvalidArgumentError } from 'commander';

/** Where a command prints, and how it learns that it should stop; replaceable in tests. */
export interface Terminal {
  write(text: string): void;
  /** Resolves when the user wants to stop (Ctrl-C). */
  interrupted(): Promise<void>;
}

/** Options of `portolan sandbox`, as commander reads them. */
interface Flags {
  hubexPort: number;
  bitrix24Port: number;
  worklyPort: number;
  adminPort: number;
  strict?: boolean;
}

/** `portolan sandbox`: runs the three stand-ins until it is interrupted. */
export function sandboxCommand(terminal: Terminal): Command {
  return new Command('sandbox')
    .description('run local stand-ins of HubEx, Bitrix24 and Workly until Ctrl-C')
    .option('--hubex-port <port>', 'port of HubEx', readPort, 4010)
    .option('--bitrix24-port <port>', 'port of Bitrix24', readPort, 4011)
    .option('--workly-port <port>', 'port of Workly', readPort, 4012)
    .option('--admin-port <port>', 'port of the admin endpoint, 0 for a free one', readPort, 0)
    .option('--strict', 'refuse unknown parameters and fields, and say why')
    .action(async (flags: Flags) => {
      const sandbox = await startSandbox(flags);
      terminal.write(describeSandbox(sandbox));
      await terminal.interrupted();
      await sandbox.close();
      terminal.write('The sandbox has stopped.\n');
    });
}

/** Addresses and demo credentials, for people. */
export function describeSandbox({ hubex, bitrix24, workly, admin }: Sandbox): string {
  const tenants = hubex.tenants.map(({ tenantID, name }) => `${tenantID} ${name}`).join(', ');
  const rows: [string, [string, string][]][] = [
    [
      'HubEx',
      [
        ['address', hubex.baseUrl],
        ['service token', hubex.serviceToken],
        ['login', hubex.login],
        ['password', hubex.password],
        ['tenants', tenants],
        ['read-only login', `${hubex.limited.login} ${hubex.limited.password}`],
        ['SMS sign-in', `${hubex.sms.phone} ${hubex.sms.code}`],
      ],
    ],
    [
      'Bitrix24',
      [
        ['webhook', bitrix24.webhook],
        ['portal', bitrix24.origin],
        ['client id', bitrix24.clientId],
        ['client secret', bitrix24.clientSecret],
        ['application token', bitrix24.applicationToken],
        ['authorize', bitrix24.authorizeUrl],
        ['token', bitrix24.tokenUrl],
      ],
    ],
    [
      'Workly',
      [
        ['address', workly.baseUrl],
        ['client id', workly.clientId],
        ['client secret', workly.clientSecret],
        ['user', workly.username],
        ['password', workly.password],
      ],
    ],
    [
      'Admin',
      [
        ['address', admin.url],
        ['token', admin.token],
      ],
    ],
  ];
  const lines = rows.map(([title, facts]) => [title, ...facts.map(([name, value]) => `  ${name.padEnd(17)} ${value}`)].join('\n'));
  return `${lines.join('\n\n')}\n\nThe credentials are made up and open only this sandbox. Ctrl-C stops it.\n`;
}

function readPort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('give a port from 0 to 65535.');
  return port;
}
