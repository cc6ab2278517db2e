import type { Bitrix24Demo } from './bitrix24/demo.js';
import type { HubexDemo } from './hubex/accounts.js';
import type { WorklyDemo } from './workly/provider.js';

/** Credentials of the sandbox. They are the same on every machine and open nothing but a sandbox on the same machine. */
export const demo: { hubex: HubexDemo; bitrix24: Bitrix24Demo; workly: WorklyDemo } = {
  hubex: {
    serviceToken: 'portolan-demo-service-token',
    login: 'anna@example.com',
    password: 'portolan-demo-password',
    tenants: [
      { tenantID: 1, tenantMemberID: 7, name: 'Example Service' },
      { tenantID: 2, tenantMemberID: 8, name: 'Northern Example' },
    ],
    limited: { login: 'dora@example.com', password: 'portolan-demo-password-2', serviceToken: 'portolan-demo-service-token-2' },
    sms: { phone: '+70000000042', code: '4242' },
    oneTimeLoginToken: 'portolan-demo-one-time-token',
    key: 'portolan-sandbox-signing-key',
  },
  bitrix24: {
    webhookCode: 'portolandemo0001',
    clientId: 'local.portolandemo.00000001',
    clientSecret: 'portolan-demo-client-secret',
    redirectUri: 'http://127.0.0.1/callback',
    memberId: '00000000000000000000000000000001',
    applicationToken: 'portolan-demo-application-token',
  },
  workly: {
    clientId: 'portolan-demo-client',
    clientSecret: 'portolan-demo-client-secret',
    username: 'anna@example.com',
    password: 'portolan-demo-password',
  },
};
