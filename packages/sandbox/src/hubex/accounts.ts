/** A tenant a demo account may enter. */
export interface DemoTenant {
  tenantID: number;
  tenantMemberID: number;
  name: string;
}

/** Somebody who can sign in. */
export interface DemoAccount {
  login: string;
  password: string;
  serviceToken: string;
}

/** Demo credentials of HubEx: of an administrator who may do everything, and of a reader. */
export interface HubexDemo extends DemoAccount {
  tenants: DemoTenant[];
  /** A user whose role holds a few read permissions. */
  limited: DemoAccount;
  /** Phone of the administrator and the code that is "sent" to it. */
  sms: { phone: string; code: string };
  /** Signs the administrator in once. */
  oneTimeLoginToken: string;
  /** Key of the JWT signatures. */
  key: string;
}

/** An account with its user. */
export interface Account extends DemoAccount {
  accountID: number;
  userID: number;
  phone?: string;
  tenants: DemoTenant[];
}

/** The accounts of the demo; users are those of the seed. */
export function accountsOf(demo: HubexDemo): Account[] {
  const { login, password, serviceToken, tenants, limited, sms } = demo;
  const own = tenants.slice(0, 1).map((tenant) => ({ ...tenant, tenantMemberID: 11 }));
  return [
    { accountID: 11, userID: 42, login, password, serviceToken, phone: sms.phone, tenants },
    { accountID: 12, userID: 45, ...limited, tenants: own },
  ];
}
