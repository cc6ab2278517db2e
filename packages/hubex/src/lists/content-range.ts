/** Where a page stands: `items=1-50/1200` is first 1, last 50, total 1200; an empty page is first 0, last 0. */
export interface ContentRange {
  first: number;
  last: number;
  total: number;
}

/** Reads a `Content-Range` header; `undefined` when it is missing or not understood. */
export function parseContentRange(header: string | null): ContentRange | undefined {
  const [first, last, total] =
    header
      ?.match(/items[= ](\d+)-(\d+)\/(\d+)/)
      ?.slice(1)
      .map(Number) ?? [];
  return first === undefined ? undefined : { first, last: last!, total: total! };
}
