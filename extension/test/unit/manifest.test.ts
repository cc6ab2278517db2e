import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authenticationId, providerIds } from '../../src/core/provider.ts';
import { slotCount, slotOfPath, slotOfSchema, slotPath } from '../../src/core/request/slots.ts';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as {
  activationEvents: string[];
  contributes: {
    authentication: { id: string }[];
    jsonValidation: { fileMatch: string; url: string }[];
    configuration: { properties: Record<string, { scope: string }> };
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
};

describe('manifest', () => {
  it('has a schema association for every slot', () => {
    const { jsonValidation } = manifest.contributes;
    expect(jsonValidation).toHaveLength(slotCount);
    for (const [index, { fileMatch, url }] of jsonValidation.entries()) {
      const slot = index + 1;
      expect(slotPath(slot, 'x').replace('x.json', '*.json')).toBe(fileMatch);
      expect(slotOfSchema(new URL(url).pathname)).toBe(slot);
      expect(slotOfPath(slotPath(slot, 'crm.deal.list'))).toBe(slot);
    }
    expect(slotOfPath(slotPath(slotCount + 1, 'x'))).toBeUndefined();
    expect(slotOfPath('/elsewhere/x.json')).toBeUndefined();
  });

  it('declares one authentication provider an API', () => {
    expect(manifest.contributes.authentication.map(({ id }) => id)).toEqual(providerIds.map(authenticationId));
  });

  it('activates on what it contributes and on its own restored documents only', () => {
    expect(manifest.activationEvents).toEqual(['onFileSystem:portolan-body', 'onWebviewPanel:portolan.request']);
  });

  it('lets no untrusted workspace say where tokens go or what needs no confirmation', () => {
    const addresses = Object.entries(manifest.contributes.configuration.properties).filter(([name]) => /Url$|file$/.test(name));
    expect(['portolan.request.confirm', ...addresses.map(([name]) => name)].toSorted()).toEqual(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(),
    );
    expect(addresses.every(([, { scope }]) => scope === 'machine-overridable')).toBe(true);
  });

  it('is no ES module: the web worker host of VS Code refuses those', () => {
    expect(text).not.toContain('"type": "module"');
  });

  it('has a text for every placeholder', () => {
    const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(texts).toSorted());
  });

  it('is translated completely', () => {
    expect(execFileSync(process.execPath, [join(root, 'scripts', 'l10n.ts')], { encoding: 'utf8' })).toMatch(/ 0 problems\n$/);
  }, 60_000);
});
