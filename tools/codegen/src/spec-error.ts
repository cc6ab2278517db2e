/** Something in the specs or in how the generator was called is wrong; the message says what and how to mend it. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}
