/** Above this (8 MB of bits) a set takes over. */
const largest = 2 ** 26;

/** Ids that have come. Most are whole numbers that count up: a bit each. */
export class Seen {
  #bits = new Uint32Array(2 ** 12);
  readonly #others = new Set<unknown>();

  /** Has it come? */
  has(id: unknown): boolean {
    return isSmall(id) ? ((this.#bits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0 : this.#others.has(id);
  }

  /** It comes. Answers whether that is new. */
  add(id: unknown): boolean {
    if (this.has(id)) return false;
    if (isSmall(id)) {
      const word = id >>> 5;
      if (word >= this.#bits.length) this.#grow(word);
      this.#bits[word]! |= 1 << (id & 31);
    } else this.#others.add(id);
    return true;
  }

  #grow(word: number): void {
    const more = new Uint32Array(2 ** Math.ceil(Math.log2(word + 1)));
    more.set(this.#bits);
    this.#bits = more;
  }
}

const isSmall = (id: unknown): id is number => typeof id === 'number' && id >= 0 && id < largest && Number.isInteger(id);
