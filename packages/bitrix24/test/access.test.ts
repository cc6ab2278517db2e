import { createSession } from '@portolan/auth';
import { bitrix24Application, bitrix24Portals } from '@portolan/auth/bitrix24';
import { type Sandbox, startSandbox } from '@portolan/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBitrix24, type Rename } from '../src/index.js';
import { portalOf, type TestPortal } from './portal.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** Signs in at the sandbox as a person would. */
async function signedIn(more: object = {}) {
  const { portal, clientId, clientSecret, tokenUrl } = sandbox.bitrix24;
  const portals = bitrix24Portals({ clientId, clientSecret, tokenUrl, ...more });
  const state = portals.createState();
  const page = await fetch(`${portals.authorizeUrl(portal, state)}&decision=allow`, { redirect: 'manual' });
  const { memberId } = await portals.exchange(portals.parseCallback(page.headers.get('location')!, { portal, state }));
  return { portals, memberId, session: portals.session(memberId) };
}
const oldPortal = (to: string): Promise<TestPortal> => portalOf(({ url }) => ({ status: 302, headers: { location: to + url.pathname } }));

describe('an application of many portals', () => {
  it('needs no address: the tokens tell it', async () => {
    const { session } = await signedIn();
    const b24 = createBitrix24({ auth: { session } });
    expect((await b24.user.current()).NAME).toBe('Anna');
    expect(await b24.v3.tasks.task.get({ id: 1, select: ['id'] })).toBeDefined();
    sandbox.expireTokens('bitrix24');
    expect((await b24.user.current()).NAME).toBe('Anna');
  });

  it('without tokens asks for a sign-in', async () => {
    const { portals } = await signedIn();
    await expect(createBitrix24({ auth: { session: portals.session('nobody') } }).user.current()).rejects.toMatchObject({
      code: 'sign_in_required',
    });
    await expect(createBitrix24({ auth: { session: { getToken: async () => 'x' } } }).user.current()).rejects.toMatchObject({
      field: 'portal',
    });
  });
});

describe('a renamed portal', () => {
  it('is followed by a session where the authorization server says, and kept; a write is carried out once', async () => {
    const { session } = await signedIn();
    await using old = await oldPortal('http://evil.example');
    const tokens = (await session.current())!;
    await session.adopt({ ...tokens, details: { ...tokens.details, clientEndpoint: `${old.origin}/rest/`, portal: old.host } });
    const renames: Rename[] = [];
    const b24 = createBitrix24({ auth: { session }, onRename: (rename) => void renames.push(rename) });
    const id = await b24.crm.deal.add({ fields: { TITLE: 'Moved once' } });
    expect((await b24.crm.deal.list({ filter: { TITLE: 'Moved once' }, select: ['ID'] })).map(({ ID }) => Number(ID))).toEqual([id]);
    expect(renames).toEqual([{ from: old.host, to: sandbox.bitrix24.portal }]);
    expect((await session.current())?.details?.['portal']).toBe(sandbox.bitrix24.portal);
    expect(old.seen).toHaveLength(1);
  });

  it('that the tokens know already is followed without a renewal, in both versions', async () => {
    const { session } = await signedIn();
    await using old = await oldPortal(sandbox.bitrix24.origin);
    const before = (await session.current())!.accessToken;
    const b24 = createBitrix24({ auth: { portal: old.host, session } });
    await Promise.all([b24.user.current(), b24.user.current(), b24.v3.tasks.task.get({ id: 1, select: ['id'] })]);
    await b24.user.current();
    expect([(await session.current())!.accessToken, old.seen.length <= 3]).toEqual([before, true]);
  });

  it('that is not renamed after all: the redirect is the error', async () => {
    await using loop = await portalOf(({ url }) => ({ status: 302, headers: { location: `https://evil.example${url.pathname}` } }));
    const session = createSession({
      flow: { name: 't', signIn: () => Promise.reject(new Error('no')), renew: async (old) => ({ ...old, accessToken: 'b' }) },
    });
    await session.adopt({ accessToken: 's3cr3t', refreshToken: 'r', details: { clientEndpoint: `${loop.origin}/rest/` } });
    const error = await createBitrix24({ auth: { session } })
      .user.current()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 302 });
    expect(String(error)).toContain('the portal was renamed to evil.example');
    expect(String(error)).not.toContain('s3cr3t');
  });

  it('may be refused by the caller', async () => {
    const { session } = await signedIn();
    await using old = await oldPortal(sandbox.bitrix24.origin);
    const b24 = createBitrix24({ auth: { portal: old.host, session }, onRename: () => false });
    await expect(b24.user.current()).rejects.toMatchObject({ status: 302 });
  });

  it('is followed by a webhook only when its owner says so', async () => {
    await using old = await oldPortal(sandbox.bitrix24.origin);
    const webhook = sandbox.bitrix24.webhook.replace(sandbox.bitrix24.origin, old.origin);
    await expect(createBitrix24({ auth: { webhook }, onRename: () => undefined }).user.current()).rejects.toMatchObject({ status: 302 });
    const b24 = createBitrix24({ auth: { webhook }, onRename: ({ to }) => to === sandbox.bitrix24.portal });
    expect((await b24.user.current()).NAME).toBe('Anna');
    await b24.user.current();
    expect(old.seen).toHaveLength(2);
  });

  it('over plain http elsewhere is followed by nobody', async () => {
    await using old = await oldPortal('http://example.com');
    const b24 = createBitrix24({ auth: { webhook: `${old.origin}/rest/1/code/` }, onRename: () => true });
    await expect(b24.user.current()).rejects.toMatchObject({ status: 302 });
  });
});

it('a local application works as before', async () => {
  const { portal, clientId, clientSecret, tokenUrl } = sandbox.bitrix24;
  const application = bitrix24Application({ portal, clientId, clientSecret, tokenUrl });
  await expect(createSession({ flow: application.flow }).getToken()).rejects.toMatchObject({ code: 'sign_in_required' });
});
