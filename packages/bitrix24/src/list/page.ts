/** Records that came together, and where they end. */
export interface Page<T = Record<string, unknown>> {
  items: readonly T[];
  /** Where the list goes on behind them: pass it as `cursor` to resume. Holds no secret. */
  cursor: string;
}

/** How far a list has come. */
export interface ListProgress {
  /** Records handed over. */
  items: number;
  /** Pages handed over. */
  pages: number;
  /** HTTP requests made, repetitions not counted. */
  requests: number;
}

/** How a list is read. */
export interface ListOptions {
  /** Stops it, requests under way included. */
  signal?: AbortSignal | undefined;
  /** Where to go on: the `cursor` of a page, of the same method and parameters. */
  cursor?: string | undefined;
  /** Requests at once, 8 unless told. They share the portal's rate limit with everything else. */
  concurrency?: number | undefined;
  /** Told after every page that was handed over. */
  onProgress?: ((progress: ListProgress) => void) | undefined;
}
