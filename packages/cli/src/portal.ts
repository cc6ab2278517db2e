import { readFile, writeFile } from 'node:fs/promises';
import { createBitrix24 } from '@portolan/bitrix24';
import { asDocument, compareDocument, describeReport, portalDocument, type PortalDocument, portalTypes } from '@portolan/bitrix24/openapi';
import { Command } from 'commander';
import type { Terminal } from './sandbox.js';

/** Options of the two commands, as commander reads them. */
interface Flags {
  document?: string;
  out: string;
  json?: boolean;
}

/** The variable that holds the webhook: on a command line it would stand in the history and in the list of processes. */
const variable = 'BITRIX24_WEBHOOK';
const about = `the webhook of the portal is read from ${variable}`;
const documentOption = ['--document <file>', 'read a document that was saved before, instead of asking the portal'] as const;

/** `portolan compare bitrix24`: what REST 3.0 of a portal has that we do not describe, and the other way round. */
export function compareCommand(terminal: Terminal): Command {
  const bitrix24 = new Command('bitrix24')
    .description(`compare REST 3.0 of a Bitrix24 portal with what @portolan/bitrix24 describes; ${about}`)
    .option(...documentOption)
    .option('--json', 'print the report as JSON')
    .action(async ({ document, json }: Flags) => {
      const report = compareDocument(await documentOf(document));
      terminal.write(`${json ? JSON.stringify(report, null, 2) : describeReport(report)}\n`);
    });
  return new Command('compare').description('compare a service with its description').addCommand(bitrix24);
}

/** `portolan generate bitrix24`: types and a typed client for REST 3.0 of a portal. */
export function generateCommand(terminal: Terminal): Command {
  const bitrix24 = new Command('bitrix24')
    .description(`write a TypeScript module that types every method of REST 3.0 a Bitrix24 portal has; ${about}`)
    .option(...documentOption)
    .option('--out <file>', 'the module to write', 'bitrix24-portal.ts')
    .action(async ({ document, out }: Flags) => {
      const portal = await documentOf(document);
      try {
        await writeFile(out, portalTypes(portal));
      } catch (error) {
        throw new Error(
          `--out: ${out} cannot be written (${(error as NodeJS.ErrnoException).code}). Pass a file in a folder that exists.`,
          {
            cause: error,
          },
        );
      }
      terminal.write(`${out}: ${Object.keys(portal.paths).length} methods. Call them with portal(b24).call(...).\n`);
    });
  return new Command('generate').description('write code for what your own service has').addCommand(bitrix24);
}

async function documentOf(file: string | undefined): Promise<PortalDocument> {
  if (file !== undefined) return asDocument(parsed(await readText(file)));
  const webhook = process.env[variable];
  if (!webhook) throw new Error(`Set ${variable} to an inbound webhook of the portal, or pass --document.`);
  return portalDocument(createBitrix24({ auth: { webhook } }));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`--document: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Pass the path of a saved document.`, {
      cause: error,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
