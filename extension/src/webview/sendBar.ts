import type { ConnectionChoice, FromWebview, Outcome, StringName } from '../core/messages.ts';
import { button, element } from './dom.ts';

/** The bar that stays in sight: connection, Send or Cancel, and how the last request ended. */
export class SendBar {
  readonly element: HTMLElement;
  readonly #strings: Readonly<Record<StringName, string>>;
  readonly #post: (message: FromWebview) => void;
  readonly #values: () => Readonly<Record<string, string | readonly string[]>>;
  readonly #connections: HTMLSelectElement;
  readonly #send: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  readonly #connect: HTMLButtonElement;
  readonly #outcome = element('div', { class: 'outcome', role: 'status', 'aria-live': 'polite' });

  constructor(
    strings: Readonly<Record<StringName, string>>,
    post: (message: FromWebview) => void,
    values: () => Readonly<Record<string, string | readonly string[]>>,
  ) {
    this.#strings = strings;
    this.#post = post;
    this.#values = values;
    this.#connections = element('select', { id: 'connection', 'aria-label': strings.connection, title: strings.connection });
    this.#connections.addEventListener('change', () => post({ type: 'connection', id: this.#connections.value }));
    const shortcut = navigator.userAgent.includes('Mac') ? '⌘↵' : 'Ctrl+Enter';
    this.#send = button(strings.send, () => this.send(), { id: 'send', class: 'primary', title: shortcut });
    this.#cancel = button(strings.cancel, () => post({ type: 'cancel' }), { id: 'cancel', class: 'secondary' });
    this.#connect = button(strings.connect, () => post({ type: 'connect' }), { id: 'connect', class: 'secondary' });
    this.element = element(
      'div',
      { class: 'send-bar' },
      element('div', { class: 'send-row' }, this.#connections, this.#connect, this.#send, this.#cancel),
      this.#outcome,
    );
    this.setSending(false);
  }

  send(): void {
    if (!this.#send.disabled) this.#post({ type: 'send', values: this.#values() });
  }

  setConnections(choices: readonly ConnectionChoice[], selected: string | undefined): void {
    const none = choices.length === 0;
    this.#connections.replaceChildren(
      ...(none
        ? [element('option', { value: '' }, this.#strings.noConnection)]
        : choices.map(({ id, label }) => element('option', { value: id }, label))),
    );
    this.#connections.value = selected ?? '';
    this.#connections.disabled = none;
    this.#connect.hidden = !none;
  }

  setSending(sending: boolean): void {
    const hadFocus = document.activeElement === this.#send || document.activeElement === this.#cancel;
    this.#send.hidden = sending;
    this.#cancel.hidden = !sending;
    if (hadFocus) (sending ? this.#cancel : this.#send).focus();
    if (sending) this.#outcome.replaceChildren(element('span', { class: 'waiting' }, this.#strings.sending));
  }

  setOutcome(outcome: Outcome): void {
    const marks = { success: '✓', redirect: '→', problem: '✕', cancelled: '○' } as const;
    this.#outcome.replaceChildren(
      element(
        'div',
        { class: `outcome-line ${outcome.kind}` },
        element('span', { class: 'mark', 'aria-hidden': 'true' }, marks[outcome.kind]),
        element('strong', {}, outcome.title),
        ...outcome.facts.map((fact) => element('span', { class: 'fact' }, fact)),
        outcome.hasDocument && button(this.#strings.showResponse, () => this.#post({ type: 'showResponse' }), { class: 'link' }),
        outcome.hasDocument && button(this.#strings.showHeaders, () => this.#post({ type: 'showHeaders' }), { class: 'link' }),
      ),
      ...(outcome.detail === undefined ? [] : [element('p', { class: 'outcome-detail' }, outcome.detail)]),
    );
  }
}
