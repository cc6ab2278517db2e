/** `842 B`, `1.3 KB`, `2.4 MB`: decimal units, as in a browser's developer tools. */
export function formatSize(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : bytes < 1_000_000_000 ? 2 : 3;
  const format = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'narrow' : 'short',
    maximumFractionDigits: 1,
  });
  // "842B" in some languages: a unit is easier to read behind a space.
  return format.format(bytes / 1000 ** step).replace(/(\d)(?=\p{L})/u, '$1\u00a0');
}

/** `42 ms`, `1.24 s`. */
export function formatDuration(milliseconds: number, locale: string): string {
  const long = milliseconds >= 1000;
  const format = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: long ? 'second' : 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: long ? 2 : 0,
  });
  return format.format(long ? milliseconds / 1000 : milliseconds);
}
