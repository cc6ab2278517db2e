import { B24Hook } from '@bitrix24/b24jssdk';

const b24 = B24Hook.fromWebhookUrl('https://example.bitrix24.com/rest/1/code/');
export const result = b24.actions.v2.call.make({ method: 'crm.deal.list', params: { select: ['ID'] } });
