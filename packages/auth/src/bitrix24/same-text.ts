/** Compares in a time that does not depend on where the texts differ. */
export function sameText(given: unknown, wanted: string): boolean {
  const [a, b] = [typeof given === 'string' ? given : '', wanted].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i += 1) difference |= (a[i] ?? 0) ^ b[i]!;
  return difference === 0;
}
