// Import and first call of b24jssdk, for a process of its own. Argument: webhook.
import { openPeer } from './open-peer.ts';

const b24 = await openPeer(process.argv[2]!);
await b24.actions.v2.call.make({ method: 'crm.deal.list', params: { select: ['ID'] } });
