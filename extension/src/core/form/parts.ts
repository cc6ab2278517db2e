/** A file that was chosen for a form, before it is read. */
export class ChosenFile {
  /** Address of the file, in any file system that VS Code knows. */
  readonly uri: string;

  constructor(uri: string) {
    this.uri = uri;
  }

  get name(): string {
    return fileName(this.uri);
  }
}

/** The last segment of a file's address, as a person reads it. */
export function fileName(uri: string): string {
  return decodeURIComponent(new URL(uri).pathname.split('/').at(-1) ?? '');
}

/** Between the name of a list of objects and the name of a property of each: `Attachments[].file`. */
export const eachItem = '[].';

/**
 * The body of a multipart request from the values of its form. Fields such as `Attachments[].file` and `Attachments[].description` make
 * one item a chosen file; what else was entered for the items goes to each of them.
 */
export async function multipartBody(
  values: Readonly<Record<string, unknown>>,
  read: (file: ChosenFile) => Promise<File>,
): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  const lists = new Map<string, Record<string, unknown>>();
  for (const [name, value] of Object.entries(values)) {
    const content = isFiles(value) ? await Promise.all(value.map(read)) : value instanceof ChosenFile ? await read(value) : value;
    const [list = '', property] = name.split(eachItem);
    if (property === undefined) body[name] = content;
    else lists.set(list, { ...lists.get(list), [property]: content });
  }
  for (const [list, item] of lists) {
    const files = Object.entries(item).find(([name]) => isFiles(values[`${list}${eachItem}${name}`]));
    body[list] = files ? (files[1] as readonly File[]).map((file) => ({ ...item, [files[0]]: file })) : [item];
  }
  return body;
}

function isFiles(value: unknown): value is readonly ChosenFile[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof ChosenFile);
}
