/** One line of the results. */
export interface Result {
  what: string;
  /** The figure, with its unit. */
  figure: string;
  /** What it is held against. */
  bound?: string;
  /** `false` when the bound is missed. */
  met?: boolean;
  /** Is the bound counted or sized? Only then does missing it fail the run; times depend on the machine. */
  exact?: boolean;
  /** Seconds and such: printed, but not written down, since another machine gives others. */
  seen?: string;
}

/** A part of the benchmark. */
export interface Section {
  title: string;
  /** What was compared, and how. */
  method: string;
  results: Result[];
}

const verdict = ({ bound, met }: Result): string => (bound === undefined ? '' : `${bound} (${met === false ? 'missed' : 'met'})`);

/** The table on the screen. */
export function table(sections: readonly Section[]): string {
  return sections
    .map(({ title, results }) => {
      const wide = Math.max(...results.map(({ what }) => what.length));
      const high = Math.max(...results.map(({ figure }) => figure.length));
      const lines = results.map((result) =>
        `  ${result.what.padEnd(wide)}  ${result.figure.padStart(high)}  ${[verdict(result), result.seen ?? ''].filter(Boolean).join('  ')}`.trimEnd(),
      );
      return [title, ...lines].join('\n');
    })
    .join('\n\n');
}

/** The figures that hold on any machine, as Markdown. */
export function markdown(sections: readonly Section[]): string {
  const parts = sections.flatMap(({ title, method, results }) => [
    `## ${title}`,
    '',
    method,
    '',
    '| what | figure | bound |',
    '|---|--:|---|',
    ...results.map((result) => `| ${result.what} | ${result.figure} | ${verdict(result)} |`),
    '',
  ]);
  return ['# Measurements', '', 'Written by `pnpm bench`. Ratios and sizes only: seconds depend on the machine.', '', ...parts].join('\n');
}
