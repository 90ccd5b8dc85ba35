// Above the rows, once an answer is corrected: how many are, and whether the result file holds them.
import type { CorrectionsTold } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button } from '../toolkit';

export type CorrectionsLine = {
  readonly element: HTMLElement;
  readonly show: (told: CorrectionsTold | undefined) => void;
};

/** @param onWritten the result file is another now. */
export function createCorrectionsLine(panel: Panel, onWritten: () => void): CorrectionsLine {
  const { t, format } = panel;
  const element = h('div', { class: 'corrections-line', role: 'status', hidden: true });
  let isWriting = false;
  const deliver = (isDelivered: boolean) => {
    if (isWriting) return;
    isWriting = true;
    void panel.attempt(panel.ask('deliverCorrections', { isDelivered })).then((done) => {
      isWriting = false;
      if (done) onWritten();
    });
  };
  return {
    element,
    show(told) {
      element.hidden = told === undefined;
      if (told === undefined) return;
      const { rows, isInResult, isStale } = told;
      fill(
        element,
        icon('pencil'),
        h(
          'span',
          { class: 'corrections-words' },
          say(rows === 1 ? t.correctedRow : t.correctedRows, { count: format.count(rows) }),
          ' ',
          isInResult ? t.inResult : isStale ? t.staleResult : t.notInResult,
        ),
        h(
          'span',
          { class: 'corrections-actions' },
          !isInResult &&
            button(t.writeCorrections, () => {
              deliver(true);
            }),
          (isInResult || isStale) &&
            button(t.removeCorrections, () => {
              deliver(false);
            }),
        ),
      );
    },
  };
}
