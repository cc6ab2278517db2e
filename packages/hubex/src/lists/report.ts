import type { ContentRange } from './content-range.js';

/** What became of a list while it was read. */
export interface ListReport {
  /** Records that the list had in the end. */
  total: number;
  /**
   * Did it change meanwhile? Every record that was there from beginning to end has come, once; one that was inserted may be missing, one
   * that was deleted may have come.
   */
  changed: boolean;
  /** So many records were inserted meanwhile, at least. */
  inserted: number;
  /** So many were deleted meanwhile, at least. */
  deleted: number;
  /** Places where the list changed faster than it could be read: records may be missing there. 0 as a rule. */
  gaps: number;
}

/** Keeps the totals that the pages tell. */
export class Totals {
  readonly report: ListReport = { total: 0, changed: false, inserted: 0, deleted: 0, gaps: 0 };
  #first: number | undefined;
  #most = 0;

  /** One more answer has come; answers of parallel requests come in any order. */
  see({ total }: Pick<ContentRange, 'total'>): void {
    this.#first ??= total;
    this.#most = Math.max(this.#most, total);
    this.report.total = total;
    if (total !== this.#first) this.report.changed = true;
  }

  /** The last total is known: from it and the others follows how many records came and went at least. */
  end(): void {
    this.report.inserted = this.#most - (this.#first ?? 0);
    this.report.deleted = this.#most - this.report.total;
  }
}
