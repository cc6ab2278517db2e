// Started by file-store.test.ts as a process of its own: does what the message says, on the store of the path given.
import { createSession } from '../dist/index.js';
import { fileStore } from '../dist/node.js';

const [, , path = '', task = '', argument = ''] = process.argv;
const store = fileStore(path);
if (task === 'set') {
  for (let n = 0; n < 20; n += 1) await store.set(`${argument}-${n}`, { accessToken: `${argument}-${n}` });
} else if (task === 'renew') {
  const flow = {
    name: 'shared',
    signIn: () => Promise.reject(new Error('no sign-in')),
    async renew() {
      const response = await fetch(argument, { method: 'POST', body: '{}' });
      return (await response.json()) as { accessToken: string; refreshToken: string; expiresAt: number };
    },
  };
  process.stdout.write(await createSession({ flow, store }).getToken());
} else if (task === 'hold') {
  await store.exclusive!('shared', async () => {
    process.stdout.write('held');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
}
