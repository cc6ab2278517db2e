import { createHubex } from '@portolan/hubex';
import { listTasks } from '@portolan/hubex/work';

const hubex = createHubex({ auth: { serviceToken: 'token' } });
export const result = listTasks({ client: hubex, query: { isClosed: false } });
