// A short list of words as removable chips with a field to add more: Enter or comma adds, Backspace in the empty field removes the last.
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button, textField } from '../toolkit';

export type ChipEditor = { readonly element: HTMLElement; readonly update: () => void };

export function chipEditor(
  { t }: Panel,
  options: {
    readonly label: string;
    readonly add: string;
    readonly values: () => readonly string[];
    readonly onChange: (values: readonly string[]) => void;
  },
): ChipEditor {
  const list = h('ul', { class: 'chip-list', 'aria-label': options.label });
  let drawn: string | undefined;
  const update = () => {
    const values = options.values();
    if (JSON.stringify(values) === drawn) return;
    drawn = JSON.stringify(values);
    fill(
      list,
      ...values.map((value) =>
        h(
          'li',
          { class: 'chip' },
          h('span', {}, value),
          h(
            'button',
            {
              type: 'button',
              class: 'chip-remove',
              'aria-label': say(t.remove, { name: value }),
              on: {
                click: () => {
                  remove(value);
                },
              },
            },
            icon('cross'),
          ),
        ),
      ),
    );
    list.hidden = values.length === 0;
  };
  const remove = (value: string) => {
    options.onChange(options.values().filter((other) => other !== value));
    input.focus();
  };
  const add = () => {
    const words = input.value.split(',').map((word) => word.trim());
    input.value = '';
    const next = [...new Set([...options.values(), ...words])].filter((word) => word !== '');
    if (next.length !== options.values().length) options.onChange(next);
  };
  const input = textField({
    label: options.add,
    value: '',
    placeholder: options.add,
    onInput: () => undefined,
    class: 'chip-input',
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && input.value === '') {
      const last = options.values().at(-1);
      if (last !== undefined) remove(last);
    }
  });
  input.addEventListener('change', add);
  const element = h(
    'div',
    { class: 'chip-editor' },
    list,
    h(
      'span',
      { class: 'chip-adder' },
      input,
      button('', add, { kind: 'icon', icon: icon('plus'), label: options.add }),
    ),
  );
  update();
  return { element, update };
}
