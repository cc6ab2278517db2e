import type { FormField } from '../core/form/field.ts';
import type { StringName } from '../core/messages.ts';
import { element, prose } from './dom.ts';
import { FileEntry } from './fileEntry.ts';

/** A drawn parameter. */
export interface FieldView {
  readonly field: FormField;
  readonly element: HTMLElement;
  /** What is entered; undefined when nothing is. */
  value(): string | readonly string[] | undefined;
  /** Replaces what is entered. */
  set(entered: string | readonly string[] | undefined): void;
  /** Shows what is wrong, or nothing. */
  setProblem(message: string | undefined): void;
  focus(): void;
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Draws one parameter with its label, its control, its description and a place for what is wrong with it. */
export function drawField(
  field: FormField,
  entered: string | readonly string[] | undefined,
  strings: Readonly<Record<StringName, string>>,
  changed: () => void,
  chooseFiles: () => void,
): FieldView {
  const id = `field-${field.key}`;
  const isFile = field.kind === 'file' || field.kind === 'files';
  const entry = isFile ? new FileEntry(field, id, strings, chooseFiles) : new ControlEntry(field, id, strings, changed);
  const { control } = entry;
  entry.set(entered);

  const problem = element('p', { class: 'field-problem', id: `${id}-problem`, role: 'alert' });
  problem.hidden = true;
  const hint = hintOf(field, strings);
  const about = element('p', { class: 'field-about', id: `${id}-about` }, prose(hint));
  if (hint) control.setAttribute('aria-describedby', `${id}-about ${id}-problem`);
  else control.setAttribute('aria-describedby', `${id}-problem`);
  if (field.required && !isFile) control.setAttribute('aria-required', 'true');

  const row = element(
    'div',
    { class: 'field' },
    element(
      'label',
      { for: id },
      element('span', { class: 'field-name' }, field.name),
      field.required && element('span', { class: 'field-required', title: strings.required, 'aria-hidden': 'true' }, '*'),
      element('span', { class: 'field-type' }, field.typeName),
    ),
    entry.element,
    hint !== '' && about,
    problem,
  );
  return {
    field,
    element: row,
    value: () => entry.value(),
    set(files) {
      entry.set(files);
      changed();
    },
    setProblem(message) {
      problem.textContent = message ?? '';
      problem.hidden = message === undefined;
      row.classList.toggle('wrong', message !== undefined);
      control.setAttribute('aria-invalid', String(message !== undefined));
    },
    focus: () => control.focus(),
  };
}

function drawControl(field: FormField, id: string, strings: Readonly<Record<StringName, string>>): Control {
  const options =
    field.kind === 'boolean'
      ? [
          { value: 'true', label: 'true' },
          { value: 'false', label: 'false' },
        ]
      : (field.options ?? []);
  switch (field.kind) {
    case 'choice':
    case 'boolean':
      return element(
        'select',
        { id },
        element('option', { value: '' }, emptyLabel(field, strings)),
        ...options.map(({ value, label }) => element('option', { value }, label)),
      );
    case 'choices':
      return element(
        'select',
        { id, multiple: true, size: String(Math.min(6, options.length)) },
        ...options.map(({ value, label }) => element('option', { value }, label)),
      );
    case 'list':
    case 'json':
      return element('textarea', { id, rows: '2', spellcheck: 'false', placeholder: placeholderOf(field) });
    default:
      return element('input', {
        id,
        type: field.secret ? 'password' : 'text',
        spellcheck: 'false',
        autocomplete: 'off',
        placeholder: placeholderOf(field),
        inputmode: field.kind === 'integer' ? 'numeric' : undefined,
      });
  }
}

function emptyLabel(field: FormField, strings: Readonly<Record<StringName, string>>): string {
  return field.defaultValue === undefined ? `(${strings.notSet})` : strings.defaultIs.replace('{0}', field.defaultValue);
}

function placeholderOf(field: FormField): string {
  if (field.defaultValue !== undefined) return field.defaultValue;
  if (field.kind === 'date') return '2026-08-17';
  if (field.kind === 'dateTime') return '2026-08-17T10:30:00Z';
  return field.kind === 'json' ? '{}' : '';
}

function hintOf(field: FormField, strings: Readonly<Record<StringName, string>>): string {
  const parts = [field.description];
  if (field.defaultValue !== undefined && field.kind !== 'choice' && field.kind !== 'boolean')
    parts.push(strings.defaultIs.replace('{0}', field.defaultValue));
  if (field.example !== undefined) parts.push(strings.exampleIs.replace('{0}', field.example));
  if (field.kind === 'list') parts.push(strings.listHint);
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** Where a value is typed or chosen from a list. */
class ControlEntry {
  readonly control: Control;

  constructor(field: FormField, id: string, strings: Readonly<Record<StringName, string>>, changed: () => void) {
    this.control = drawControl(field, id, strings);
    this.control.addEventListener('input', changed);
    this.control.addEventListener('change', changed);
  }

  get element(): HTMLElement {
    return this.control;
  }

  value(): string | readonly string[] | undefined {
    const { control } = this;
    if (control instanceof HTMLSelectElement && control.multiple) {
      const chosen = [...control.selectedOptions].map(({ value }) => value);
      return chosen.length ? chosen : undefined;
    }
    return control.value.trim() === '' ? undefined : control.value;
  }

  set(entered: string | readonly string[] | undefined): void {
    const { control } = this;
    if (control instanceof HTMLSelectElement && control.multiple) {
      const chosen = typeof entered === 'string' ? [entered] : (entered ?? []);
      for (const option of control.options) option.selected = chosen.includes(option.value);
    } else {
      control.value = typeof entered === 'string' ? entered : (entered ?? []).join('\n');
    }
  }
}
