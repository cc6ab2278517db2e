/** A loader that runs at the first call. */
export interface Lazy<T> {
  (): Promise<T>;
  /** Whether it has been called. */
  readonly started: boolean;
}

/** Runs a loader at the first call and gives the same result ever after; a failed load is tried again. */
export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  let loading: Promise<T> | undefined;
  const get = () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return Object.defineProperty(get, 'started', { get: () => loading !== undefined }) as Lazy<T>;
}
