// What the model will really read: the prompt rendered on the first rows, one at a time.
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button } from '../toolkit';
import { whenChanged, type Form } from './form';

export function renderedPreview({ t, format }: Panel, form: Form): HTMLElement {
  let shown = 0;
  const text = h('pre', { class: 'rendered', tabindex: 0, 'aria-label': t.renderedPrompt });
  const position = h('span', { class: 'hint', 'aria-live': 'polite' });
  const previous = button(
    '',
    () => {
      turn(-1);
    },
    { kind: 'icon', icon: icon('left'), label: t.previousRow },
  );
  const next = button(
    '',
    () => {
      turn(1);
    },
    { kind: 'icon', icon: icon('right'), label: t.nextRow },
  );
  const draw = () => {
    const { rendered } = form.feedback();
    shown = Math.min(shown, Math.max(0, rendered.length - 1));
    position.textContent = say(t.rowOf, { row: format.count(shown + 1), rows: format.count(rendered.length) });
    fill(text, rendered[shown] ?? '');
    element.hidden = rendered.length === 0;
    previous.disabled = shown === 0;
    next.disabled = shown >= rendered.length - 1;
  };
  const turn = (step: number) => {
    shown += step;
    draw();
  };
  const element = h(
    'div',
    { class: 'preview' },
    h(
      'div',
      { class: 'preview-head' },
      h('h3', {}, t.whatModelsRead),
      position,
      h('span', { class: 'pager' }, previous, next),
    ),
    text,
  );
  form.watch(whenChanged(() => form.feedback().rendered, draw));
  return element;
}
