import type { FormField } from '../core/form/field.ts';
import { fileName } from '../core/form/parts.ts';
import type { StringName } from '../core/messages.ts';
import { button, element } from './dom.ts';

/** Where a file is chosen: a button, and the names of what was chosen. The extension shows the dialog. */
export class FileEntry {
  readonly element: HTMLElement;
  readonly control: HTMLButtonElement;
  readonly #strings: Readonly<Record<StringName, string>>;
  readonly #names = element('span', { class: 'file-names', 'aria-live': 'polite' });
  #uris: readonly string[] = [];

  constructor(field: FormField, id: string, strings: Readonly<Record<StringName, string>>, choose: () => void) {
    this.#strings = strings;
    const label = field.kind === 'files' ? strings.chooseFiles : strings.chooseFile;
    this.control = button(label, choose, { id, class: 'secondary' });
    this.element = element('div', { class: 'file-entry' }, this.control, this.#names);
    this.set(undefined);
  }

  value(): readonly string[] | undefined {
    return this.#uris.length ? this.#uris : undefined;
  }

  set(entered: string | readonly string[] | undefined): void {
    this.#uris = entered === undefined ? [] : typeof entered === 'string' ? [entered] : entered;
    this.#names.textContent = this.#uris.map((uri) => fileName(uri)).join(', ') || this.#strings.noFile;
  }
}
