import { createWorkly, listEmployees } from '@portolan/workly';

const workly = createWorkly({ auth: { clientId: 'id', clientSecret: 'secret', username: 'user@example.com', password: 'password' } });
export const result = listEmployees({ client: workly });
