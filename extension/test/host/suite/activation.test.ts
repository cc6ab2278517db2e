import * as vscode from 'vscode';
import { equal } from './assert.ts';
import { manifest, portolan } from './support.ts';

describe('activation', () => {
  it('sends nothing and does not open the catalog', async () => {
    const { fetch } = globalThis;
    const sent: string[] = [];
    globalThis.fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      // In a web worker VS Code itself loads our bundle and reads our files with fetch.
      if (!url.includes('/vscode-remote-resource')) sent.push(url);
      return fetch(input, init);
    };
    try {
      const { activationTime, catalogAtActivation } = await portolan();
      await new Promise((resolve) => setTimeout(resolve, 300));
      equal(sent, [], 'requests at activation');
      equal(catalogAtActivation, false, 'the catalog was read at activation');
      // For information: `bench:activation` measures it.
      console.log(`    activated in ${activationTime.toFixed(1)} ms`);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('registers every command that it declares, and no other', async () => {
    await portolan();
    const registered = (await vscode.commands.getCommands(true)).filter((command) => /^portolan\.(?!connections\.|apis\.)/.test(command));
    equal(
      registered.toSorted(),
      manifest()
        .contributes.commands.map(({ command }) => command)
        .toSorted(),
    );
  });
});
