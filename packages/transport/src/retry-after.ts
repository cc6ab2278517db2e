/**
 * Seconds that the server asks to wait: the `Retry-After` header, as a number or as a date.
 * @returns undefined when the header is missing or unreadable
 */
export function retryAfterSeconds(response: Response, now: number = Date.now()): number | undefined {
  const value = response.headers.get('retry-after');
  if (!value) return undefined;
  // A number first: Date.parse would read '-1' or '2.5' as a date.
  const seconds = Number.isNaN(Number(value)) ? (Date.parse(value) - now) / 1000 : Number(value);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
