import type * as vscode from 'vscode';
import { registerCommand } from '../common/registerCommand.ts';
import { addConnection } from './addConnection.ts';
import { addSandboxConnections } from './addSandboxConnections.ts';
import { copyEndpoint } from './copyEndpoint.ts';
import { editBody } from './editBody.ts';
import { findEndpoint } from './findEndpoint.ts';
import { openDocumentation } from './openDocumentation.ts';
import { openOperation } from './openOperation.ts';
import { openReplacement } from './openReplacement.ts';
import { removeConnection } from './removeConnection.ts';
import { saveResponse } from './saveResponse.ts';
import { cancelRequest, sendRequest } from './sendRequest.ts';
import type { Services } from './services.ts';
import { showResponseHeaders } from './showResponseHeaders.ts';

/** Registers every command that the manifest declares. */
export function registerCommands(services: Services): vscode.Disposable[] {
  const { log } = services;
  return [
    registerCommand('portolan.addConnection', log, (provider) => addConnection(services, provider)),
    registerCommand('portolan.addHubexConnection', log, () => addConnection(services, 'hubex')),
    registerCommand('portolan.addBitrix24Connection', log, () => addConnection(services, 'bitrix24')),
    registerCommand('portolan.addWorklyConnection', log, () => addConnection(services, 'workly')),
    registerCommand('portolan.addSandboxConnections', log, (path) => addSandboxConnections(services, path)),
    registerCommand('portolan.removeConnection', log, (node) => removeConnection(services, node)),
    registerCommand('portolan.findEndpoint', log, (query) => findEndpoint(services, query)),
    registerCommand('portolan.openOperation', log, (target) => openOperation(services, target)),
    registerCommand('portolan.openReplacement', log, (id) => openReplacement(services, id)),
    registerCommand('portolan.openDocumentation', log, (node) => openDocumentation(services, node)),
    registerCommand('portolan.copyEndpoint', log, (node) => copyEndpoint(node)),
    registerCommand('portolan.sendRequest', log, () => sendRequest(services)),
    registerCommand('portolan.cancelRequest', log, () => cancelRequest(services)),
    registerCommand('portolan.editBody', log, () => editBody(services)),
    registerCommand('portolan.showResponseHeaders', log, (uri) => showResponseHeaders(services, uri)),
    registerCommand('portolan.saveResponse', log, (uri) => saveResponse(services, uri)),
    registerCommand('portolan.showLog', log, () => log.show()),
  ];
}
