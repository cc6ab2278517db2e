/** How an answer is shown: as text in a language that VS Code knows, or as a file to save. */
export interface Media {
  readonly kind: 'text' | 'binary' | 'empty';
  /** VS Code language id. */
  readonly language: string;
  /** File name extension without the dot. */
  readonly extension: string;
  /** Where the answer names it. Portals on own servers may still answer in windows-1251. */
  readonly charset?: string;
}

const texts: readonly (readonly [pattern: RegExp, language: string, extension: string])[] = [
  [/^application\/(json|[\w.-]+\+json)$/, 'json', 'json'],
  [/^(application|text)\/(xml|[\w.-]+\+xml)$/, 'xml', 'xml'],
  [/^text\/html$/, 'html', 'html'],
  [/^text\/csv$/, 'plaintext', 'csv'],
  [/^text\//, 'plaintext', 'txt'],
  [/^application\/(x-www-form-urlencoded|javascript)$/, 'plaintext', 'txt'],
];

const files: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};

/** The type of a file to send, by the end of its name. */
export function mediaTypeOf(fileName: string): string {
  const extension = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase();
  const known = Object.entries(files).find(([, own]) => own === (extension === 'jpeg' ? 'jpg' : extension));
  return known?.[0] ?? 'application/octet-stream';
}

/** Decides by the content type; without one, by whether the bytes read as text. */
export function mediaOf(contentType: string | null, bytes: Uint8Array): Media {
  if (bytes.length === 0) return { kind: 'empty', language: 'plaintext', extension: 'txt' };
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const charset = /;\s*charset="?([\w-]+)/i.exec(contentType ?? '')?.[1];
  for (const [pattern, language, extension] of texts) {
    if (pattern.test(type)) return { kind: 'text', language, extension, ...(charset === undefined ? {} : { charset }) };
  }
  if (type === '' && isText(bytes)) {
    const json = /^\s*[[{]/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
    return json ? { kind: 'text', language: 'json', extension: 'json' } : { kind: 'text', language: 'plaintext', extension: 'txt' };
  }
  return { kind: 'binary', language: 'plaintext', extension: files[type] ?? 'bin' };
}

function isText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, 1024).includes(0);
}

/** Indents JSON for reading; text that is not JSON after all stays as it came. Numbers too long for JavaScript keep their digits. */
export function prettyJson(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    const pretty = JSON.stringify(parsed, null, 2);
    return losesDigits(text, pretty) ? text : pretty;
  } catch {
    return text;
  }
}

/** Whether a number was rounded by parsing: the digits outside of strings would differ then. */
function losesDigits(before: string, after: string): boolean {
  if (!/\d{16,}/.test(before)) return false;
  const long = (text: string) => text.match(/(?<![\w".])-?\d{16,}(?![\w".])/g)?.join() ?? '';
  return long(before) !== long(after);
}

/** Text of bytes, in UTF-8 unless the answer names another encoding that is known here. */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
