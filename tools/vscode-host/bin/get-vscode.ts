#!/usr/bin/env node
/** Puts VS Code into the cache folder and prints where it is, as JSON. */
import { installVSCode } from '../src/cache/install.ts';

const installation = installVSCode({ onProgress: (message) => process.stderr.write(`[vscode-host] ${message}\n`) });
process.stdout.write(`${JSON.stringify(installation)}\n`);
