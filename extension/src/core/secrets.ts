/**
 * Whether a header, a parameter or a property goes by the name of something that signs in. Its value is neither shown again nor kept
 * on disk.
 */
export function isSecretName(name: string): boolean {
  return /cookie|token|secret|passw|authorization|authenticate|api-?key|session|codeHash/i.test(name);
}
