// The least that any program has to do for a list, in a process of its own, without a client: both ends in one request, then the pages between them in
// as many batches at once as `atOnce` says, over ranges that it is told beforehand. Arguments: webhook, how many deals, requests at once.
// Tells its parent the seconds and how many rows came.
const [webhook = '', size = '0', atOnce = '1'] = process.argv.slice(2);
const begin = performance.now();
const pageRows = 50;
const mostPages = 50;
const seen = new Set<string>();

const page = (from: number | string, to: number, direction = 'ASC'): string =>
  `crm.deal.list?select[0]=ID&select[1]=TITLE&order[ID]=${direction}&start=-1&filter[>ID]=${from}&filter[%3C%3DID]=${to}`;

async function batch(cmd: Record<string, string>): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${webhook}batch`, { method: 'POST', headers, body: JSON.stringify({ cmd }) });
  const { result } = (await answer.json()) as { result: { result: Record<string, { ID: string }[]> } };
  for (const rows of Object.values(result.result)) for (const { ID } of rows) seen.add(ID);
}

await batch({ first: page(0, Number(size)), last: page(0, Number(size), 'DESC') });
const pages = Math.ceil(Number(size) / pageRows);
const rounds = Math.max(1, Math.ceil(pages / mostPages / Number(atOnce)));
const each = Math.ceil(pages / (rounds * Number(atOnce)));
const chains = Array.from({ length: Math.ceil(pages / each) }, (_, chain) => chain * each * pageRows);
await Promise.all(
  Array.from({ length: Number(atOnce) }, async () => {
    for (let from = chains.shift(); from !== undefined; from = chains.shift()) {
      const to = Math.min(from + each * pageRows, Number(size));
      const length = Math.ceil((to - from) / pageRows);
      const after = (index: number): number | string => (index === 0 ? from : `$result[p${index - 1}][${pageRows - 1}][ID]`);
      await batch(Object.fromEntries(Array.from({ length }, (_, index) => [`p${index}`, page(after(index), to)])));
    }
  }),
);
process.send!({ seconds: (performance.now() - begin) / 1000, rows: seen.size });
process.disconnect();
