import type { FormField } from '../core/form/field.ts';
import type { EditorModel, FromWebview } from '../core/messages.ts';
import { button, element, prose } from './dom.ts';
import { drawField, type FieldView } from './field.ts';
import { SendBar } from './sendBar.ts';

/** The drawn page of an operation. */
export class Page {
  readonly bar: SendBar;
  readonly #model: EditorModel;
  readonly #post: (message: FromWebview) => void;
  readonly #fields: FieldView[] = [];
  readonly #bodyText = element('pre', { class: 'body-preview', tabindex: '0' });

  constructor(root: HTMLElement, model: EditorModel, post: (message: FromWebview) => void, changed: () => void) {
    this.#model = model;
    this.#post = post;
    this.bar = new SendBar(model.strings, post, () => this.values());
    root.replaceChildren(this.#header(), this.bar.element, ...this.#about(), ...this.#parameters(changed), ...this.#body(changed));
  }

  /** What is entered, without untouched fields. */
  values(): Record<string, string | readonly string[]> {
    return Object.fromEntries(
      this.#fields.flatMap((view) => {
        const entered = view.value();
        return entered === undefined ? [] : [[view.field.key, entered]];
      }),
    );
  }

  /** Shows which files were chosen for a field. */
  setFiles(key: string, uris: readonly string[]): void {
    this.#fields.find(({ field }) => field.key === key)?.set(uris);
  }

  /** What is entered and may be kept on disk. */
  keptValues(): Record<string, string | readonly string[]> {
    const secret = new Set(this.#fields.flatMap(({ field }) => (field.secret ? [field.key] : [])));
    return Object.fromEntries(Object.entries(this.values()).filter(([key]) => !secret.has(key)));
  }

  /** Marks the fields that cannot be sent and goes to the first of them. */
  showProblems(problems: readonly { readonly key: string; readonly message: string }[]): void {
    const byKey = new Map(problems.map(({ key, message }) => [key, message]));
    for (const view of this.#fields) view.setProblem(byKey.get(view.field.key));
    this.#fields.find(({ field }) => byKey.has(field.key))?.focus();
  }

  showBody(text: string): void {
    this.#bodyText.textContent = text.trimEnd();
  }

  #header(): HTMLElement {
    const { breadcrumb, title, method, url, effect, effectLabel } = this.#model;
    return element(
      'header',
      {},
      element('p', { class: 'breadcrumb' }, breadcrumb),
      element('h1', {}, title),
      element(
        'p',
        { class: 'endpoint' },
        element('span', { class: `method ${effect}`, title: effectLabel }, method),
        element('code', {}, url),
        element('span', { class: 'effect' }, effectLabel),
      ),
    );
  }

  #about(): readonly HTMLElement[] {
    const { deprecated, description, facts, notes, docsUrl, strings } = this.#model;
    const parts: (HTMLElement | undefined)[] = [
      deprecated === undefined
        ? undefined
        : element(
            'div',
            { class: 'banner', role: 'note' },
            element('span', {}, deprecated),
            button(strings.openReplacement, () => this.#post({ type: 'openReplacement' }), { class: 'link' }),
          ),
      description === undefined ? undefined : element('p', { class: 'description' }, prose(description)),
      facts.length
        ? element(
            'dl',
            { class: 'facts' },
            ...facts.flatMap(({ name, value }) => [element('dt', {}, name), element('dd', {}, prose(value))]),
          )
        : undefined,
      notes.length
        ? element(
            'details',
            { class: 'notes' },
            element('summary', {}, strings.notes),
            ...notes.map((note) => element('p', {}, prose(note))),
          )
        : undefined,
      docsUrl === undefined
        ? undefined
        : element(
            'p',
            {},
            button(strings.documentation, () => this.#post({ type: 'openDocs' }), { class: 'link', title: docsUrl }),
          ),
    ];
    return parts.filter((part) => part !== undefined);
  }

  #parameters(changed: () => void): readonly HTMLElement[] {
    const { fields, strings } = this.#model;
    const places = [
      ['path', strings.path],
      ['query', strings.query],
      ['header', strings.headers],
    ] as const;
    const groups = places.flatMap(([place, title]) => {
      const rows = this.#draw(place, changed);
      return rows.length ? [element('fieldset', {}, element('legend', {}, title), ...rows)] : [];
    });
    if (groups.length === 0) return [];
    const heading = element('div', { class: 'section-head' }, element('h2', {}, strings.parameters), fields.length > 10 && this.#filter());
    return [element('section', { class: 'parameters' }, heading, ...groups)];
  }

  /** Draws the fields of one place. */
  #draw(place: FormField['place'], changed: () => void): readonly HTMLElement[] {
    const { fields, strings, values } = this.#model;
    const views = fields
      .filter((field) => field.place === place)
      .map((field) => drawField(field, values[field.key], strings, changed, () => this.#post({ type: 'chooseFiles', key: field.key })));
    this.#fields.push(...views);
    return views.map((view) => view.element);
  }

  /** Hides the fields that are not looked for; what is entered in them stays. */
  #filter(): HTMLElement {
    const { filter } = this.#model.strings;
    const input = element('input', { type: 'search', class: 'filter', placeholder: filter, 'aria-label': filter });
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const { field, element: row } of this.#fields) {
        const text = `${field.name} ${field.description ?? ''}`.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
    });
    return input;
  }

  #body(changed: () => void): readonly HTMLElement[] {
    const { body, strings } = this.#model;
    if (!body) return [];
    const head = element(
      'div',
      { class: 'section-head' },
      element('h2', {}, strings.body, ' ', element('span', { class: 'field-type' }, body.contentType)),
    );
    if (!body.editable) return [element('section', {}, head, ...this.#draw('body', changed))];
    head.append(button(strings.editBody, () => this.#post({ type: 'editBody' }), { class: 'secondary' }));
    this.#bodyText.setAttribute('aria-label', strings.body);
    return [element('section', {}, head, element('p', { class: 'field-about' }, strings.bodyHint), this.#bodyText)];
  }
}
