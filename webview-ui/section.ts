// A titled part of a page: a heading with room for controls at its right, and a body.
import { freshId, h, type Child } from './element';

export type Section = { readonly element: HTMLElement; readonly body: HTMLElement; readonly aside: HTMLElement };

export function section(
  title: string,
  options: { class?: string; hint?: string } = {},
  ...children: readonly Child[]
): Section {
  const id = freshId('section');
  const body = h('div', { class: 'section-body' }, ...children);
  const aside = h('div', { class: 'section-aside' });
  const element = h(
    'section',
    { class: `section ${options.class ?? ''}`, 'aria-labelledby': id },
    h(
      'header',
      { class: 'section-head' },
      h('h2', { id }, title),
      options.hint !== undefined && h('p', { class: 'hint' }, options.hint),
      aside,
    ),
    body,
  );
  return { element, body, aside };
}

/** A labelled field: caption above, control, and a line below for help or trouble. */
export function field(caption: string, control: HTMLElement, note?: HTMLElement): HTMLElement {
  return h(
    'div',
    { class: 'field' },
    h('span', { class: 'caption', 'aria-hidden': 'true' }, caption),
    control,
    note ?? false,
  );
}
