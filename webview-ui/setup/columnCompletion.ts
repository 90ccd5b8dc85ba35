// The list of columns that pops up under `{{` in the prompt. Focus stays in the text area; arrows move the active option, Enter or Tab
// takes it, Escape closes.
import type { ColumnPreview } from '../../src/protocol';
import { fill, h } from '../element';
import type { Panel } from '../panel';

export type Completion = {
  readonly element: HTMLElement;
  readonly open: (columns: readonly ColumnPreview[], place: { left: number; top: number }) => void;
  readonly close: () => void;
  /** Whether the list took the key. */
  readonly isHandled: (event: KeyboardEvent) => boolean;
};

export function createCompletion(
  { t }: Panel,
  options: { readonly id: string; readonly area: HTMLElement; readonly onPick: (column: ColumnPreview) => void },
): Completion {
  const { area } = options;
  const element = h('ul', {
    class: 'completion',
    id: options.id,
    role: 'listbox',
    'aria-label': t.columns,
    hidden: true,
  });
  let columns: readonly ColumnPreview[] = [];
  let active = 0;

  const draw = () => {
    fill(
      element,
      ...columns.map((column, index) =>
        h(
          'li',
          {
            role: 'option',
            id: `${options.id}-${String(index)}`,
            'aria-selected': String(index === active),
            on: {
              // Before the text area loses focus.
              mousedown: (event) => {
                event.preventDefault();
                options.onPick(column);
              },
            },
          },
          h('span', { class: 'mono' }, column.name),
          h('span', { class: 'sub' }, t.columnTypes[column.type]),
        ),
      ),
    );
    area.setAttribute('aria-activedescendant', `${options.id}-${String(active)}`);
    element.children[active]?.scrollIntoView({ block: 'nearest' });
  };
  const close = () => {
    element.hidden = true;
    area.removeAttribute('aria-activedescendant');
  };
  return {
    element,
    close,
    open: (found, place) => {
      columns = found;
      active = 0;
      if (columns.length === 0) {
        close();
        return;
      }
      element.hidden = false;
      element.style.top = `${String(place.top)}px`;
      const room = area.clientWidth - element.offsetWidth;
      element.style.left = `${String(Math.max(0, Math.min(place.left, room)))}px`;
      draw();
    },
    isHandled: (event) => {
      if (element.hidden) return false;
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowUp':
          active = (active + (event.key === 'ArrowDown' ? 1 : columns.length - 1)) % columns.length;
          draw();
          return true;
        case 'Enter':
        case 'Tab':
          options.onPick(columns[active]!);
          return true;
        case 'Escape':
          close();
          return true;
        default:
          return false;
      }
    },
  };
}
