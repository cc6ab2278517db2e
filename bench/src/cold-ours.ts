// Import and first call, for a process of its own. Argument: webhook.
import { createBitrix24 } from '@portolan/bitrix24';

const b24 = createBitrix24({ auth: { webhook: process.argv[2]! } });
await b24.crm.deal.list({ select: ['ID'] });
