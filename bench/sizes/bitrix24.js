import { createBitrix24 } from '@portolan/bitrix24';

const b24 = createBitrix24({ auth: { webhook: 'https://example.bitrix24.com/rest/1/code/' } });
export const result = b24.crm.deal.list({ select: ['ID'] });
