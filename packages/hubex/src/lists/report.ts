import type { ContentRange } from './content-range.js';

/** What became of a list while it was read. */
export interface ListReport {
  /** Records that the list had in the end. */
  total: number;
  /**
   * Did it change meanwhile, as far as totals and pages tell? Every record that was there from beginning to end, in the same order among its
   * like, has come once; one that was inserted or moved may be missing, one that was deleted may have come.
   */
  changed: boolean;
  /** So many records were inserted meanwhile, at least. */
  inserted: number;
  /** So many were deleted meanwhile, at least. */
  deleted: number;
  /** Places where records may be missing: the list changed faster than it could be read, or its records have no ids to tell. 0 as a rule. */
  gaps: number;
}

/**
 * Keeps the totals that pages tell. Answers of parallel requests come in any order, so only totals that were surely told one after the other are
 * held against each other: that of a request, and that of one that began after its answer.
 */
export class Totals {
  readonly report: ListReport = { total: 0, changed: false, inserted: 0, deleted: 0, gaps: 0 };
  #taken = 0;
  #first: number | undefined;

  /** A request begins; what comes back goes to {@link see}. */
  begin(): number {
    return this.#taken;
  }

  /** Its answer has come. */
  see({ total }: Pick<ContentRange, 'total'>, begun: number): void {
    this.#first ??= total;
    if (total !== this.#first) this.report.changed = true;
    if (begun !== this.#taken) return;
    const grown = this.#taken === 0 ? 0 : total - this.report.total;
    this.#taken += 1;
    this.report.total = total;
    if (grown > 0) this.report.inserted += grown;
    else this.report.deleted -= grown;
  }
}
