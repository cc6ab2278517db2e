import * as vscode from 'vscode';
import { PortolanAuthenticationProvider } from './auth/authenticationProvider.ts';
import { ConnectionStore } from './auth/connectionStore.ts';
import { offerSignIn } from './auth/offerSignIn.ts';
import { secretTokenStore } from './auth/secretTokenStore.ts';
import { Sessions } from './auth/sessions.ts';
import { signIn } from './auth/signIn/signIn.ts';
import { CallbackHandler } from './auth/uriHandler.ts';
import { openCatalog } from './catalog/catalogSource.ts';
import { addSandboxConnections, sandboxFileFromEnvironment } from './commands/addSandboxConnections.ts';
import { registerCommands } from './commands/index.ts';
import type { Services } from './commands/services.ts';
import { messageOf } from './common/errors.ts';
import { providerIds } from './core/provider.ts';
import { BodyDocuments } from './request/bodyDocuments.ts';
import { RequestEditors } from './request/requestEditors.ts';
import { SchemaDocuments } from './request/schemaDocuments.ts';
import { SelectedConnections } from './request/selectedConnections.ts';
import { Sender } from './request/sender.ts';
import { ResponseDocuments } from './response/responseDocuments.ts';
import { ResponseLens } from './response/responseLens.ts';
import type { TestAccess } from './testAccess.ts';
import { ApisView } from './trees/apis/apisView.ts';
import { ConnectionsView } from './trees/connections/connectionsView.ts';

/** Set by the first line of the bundle. */
declare const portolanLoadStart: number;

/** Milliseconds that the modules of the bundle took to run. */
const loadingTime = performance.now() - portolanLoadStart;

/** Wires the parts. Nothing here reads a file, loads a provider or touches the network. */
export function activate(context: vscode.ExtensionContext): TestAccess | undefined {
  const start = performance.now();
  const { subscriptions, extensionUri, secrets, globalState, workspaceState } = context;
  const hold = <Held extends vscode.Disposable>(part: Held): Held => {
    subscriptions.push(part);
    return part;
  };

  const log = hold(vscode.window.createOutputChannel('Portolan', { log: true }));
  const catalog = openCatalog(extensionUri);
  const tokens = secretTokenStore(secrets);
  const connections = hold(new ConnectionStore(globalState, secrets));
  const sessions = hold(new Sessions(connections, tokens));
  const callbacks = hold(new CallbackHandler());
  const signInContext = { connections, tokens, callbacks, log };
  for (const provider of providerIds)
    hold(new PortolanAuthenticationProvider(provider, connections, tokens, (wanted) => signIn(wanted, signInContext)));

  const selected = new SelectedConnections(workspaceState, connections);
  const bodies = hold(new BodyDocuments(workspaceState, catalog));
  hold(new SchemaDocuments(bodies));
  const responses = hold(new ResponseDocuments());
  hold(new ResponseLens(responses));
  const sender = hold(new Sender(sessions, connections, log));
  const editors = hold(new RequestEditors({ extensionUri, connections, selected, bodies, responses, sender, log }, catalog));

  const connectionsView = hold(new ConnectionsView(connections));
  const apis = hold(new ApisView(catalog));
  const services: Services = { ...signInContext, extensionUri, catalog, editors, responses };
  subscriptions.push(...registerCommands(services));

  const activationTime = loadingTime + performance.now() - start;
  log.info(`Activated in ${activationTime.toFixed(1)} ms (${loadingTime.toFixed(1)} of them modules).`);

  // Whoever started this editor with a sandbox wants its connections; otherwise signing in is on offer.
  const sandbox = sandboxFileFromEnvironment();
  if (sandbox === undefined) offerSignIn(connections);
  else {
    addSandboxConnections(services, sandbox).catch((error: unknown) => {
      log.error(messageOf(error));
      void vscode.window.showWarningMessage(messageOf(error));
      offerSignIn(connections);
    });
  }

  return context.extensionMode === vscode.ExtensionMode.Test
    ? {
        activationTime,
        catalogAtActivation: catalog.started,
        catalog,
        connections,
        editors,
        responses,
        tokens,
        workspaceState,
        apis,
        connectionsView,
      }
    : undefined;
}
