export { remoteUri, workbenchUrl, type Payload, type Target } from './address.ts';
export { findBrowser, startBrowser, type Browser, type BrowserOptions } from './browser.ts';
export { installVSCode, type InstallOptions, type VSCodeInstallation } from './cache/install.ts';
export { runInHost, type InHostRun } from './in-host.ts';
export { installExtension, quietSettings, startServer, type ServerOptions, type VSCodeServer } from './server.ts';
export { runInWebWorker, type WebWorkerRun } from './web-worker.ts';
export { openWorkbench, Workbench } from './workbench.ts';

import { fileURLToPath } from 'node:url';

/** The `vscodeExecutablePath` for `@vscode/test-electron` where desktop VS Code cannot be downloaded. */
export const launcherPath: string = fileURLToPath(new URL('../bin/code.ts', import.meta.url));
