// Above the rows of a notebook's output that shows a part of its table: what is missing, and the two ways on. Nothing starts before one is taken.
import type { TableLoss } from '../../src/engine/tableLoss';
import type { DatasetPreview, PartialTable } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button } from '../toolkit';
import type { Form } from './form';

export function partNotice(panel: Panel, form: Form, part: PartialTable, { rowCount }: DatasetPreview): HTMLElement {
  const { t, format } = panel;
  const rows = format.count(rowCount);
  const element = h('div', { class: 'part-notice', role: 'group', 'aria-label': t.part });
  const words = h(
    'div',
    { class: 'part-words' },
    h('p', { class: 'part-title' }, say(t.partTitle, { rows })),
    ...part.losses.map((loss) => h('p', {}, lossWords(panel, loss))),
  );
  const show = (...below: (HTMLElement | false)[]) => {
    fill(element, icon('warning'), h('div', { class: 'part-body' }, words, ...below));
  };
  const agreed = () => {
    show(h('p', { class: 'sub' }, say(t.partAgreed, { rows })));
  };
  const agree = button(say(t.partAgree, { rows }), () => {
    void panel.attempt(panel.ask('agreeToPart', {})).then((feedback) => {
      if (feedback === undefined) return;
      agreed();
      form.setFeedback(feedback);
    });
  });
  const write = button(
    t.partWrite,
    () => {
      void panel.attempt(panel.ask('writeWholeTable', { draft: form.draft() })).then((written) => {
        if (written !== undefined) show(code(part), h('p', { class: 'sub', role: 'status' }, t.partWriting), actions());
      });
    },
    { kind: 'primary' },
  );
  const actions = () => h('div', { class: 'actions' }, part.code !== undefined && write, agree);
  if (part.isAgreed) agreed();
  else show(code(part), h('p', {}, part.code === undefined ? t.partByHand : t.partOffer), actions());
  return element;
}

const code = (part: PartialTable) => part.code !== undefined && h('pre', { class: 'part-code' }, part.code);

function lossWords({ t, format }: Panel, loss: TableLoss): string {
  if (loss.what === 'texts') return t.partLosses.texts;
  const words = { shown: format.count(loss.shown), all: format.count(loss.of) };
  return say(t.partLosses[loss.of === undefined ? (`${loss.what}Unknown` as const) : loss.what], words);
}
