import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';

/** A body that cannot be sent, with the place of the fault. */
export interface BodyProblem {
  /** From 1. */
  readonly line: number;
  /** The parser's name of the fault, such as `CommaExpected`. */
  readonly code: string;
}

/** Reads the body document as strict JSON; an empty document is no body. */
export function parseBody(text: string): { readonly body?: unknown; readonly problem?: BodyProblem } {
  if (text.trim() === '') return {};
  const errors: ParseError[] = [];
  const body: unknown = parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (!first) return { body };
  return { problem: { line: text.slice(0, first.offset).split('\n').length, code: printParseErrorCode(first.error) } };
}
