// The columns of rows that a judge called different: both answers with the words that differ marked, and the verdict.
import { wordDiff, type Piece } from '../../src/engine/text/wordDiff';
import type { ResultRow } from '../../src/protocol';
import { h } from '../element';
import type { GridColumn } from '../grid/gridRows';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { markedWords, verdictText } from './differingPair';

/** Characters before the first word that differs: a cell is one narrow line. */
const charactersBefore = 16;

/** Begins a little before the first word that differs. */
export function fromFirstDifference([first, ...rest]: readonly Piece[]): Piece[] {
  if (first === undefined || first.isDifferent || first.text.length <= charactersBefore || rest.length === 0)
    return first === undefined ? [] : [first, ...rest];
  return [{ ...first, text: `…${first.text.slice(-charactersBefore)}` }, ...rest];
}

export function pairColumns(panel: Panel): GridColumn<ResultRow>[] {
  const { t, format } = panel;
  const side =
    (of: 'left' | 'right'): GridColumn<ResultRow>['cell'] =>
    ({ judged }) => {
      if (judged === undefined) return { content: '–' };
      const pieces = wordDiff(judged.reference, judged.answer)[of];
      return {
        content: h('span', {}, ...markedWords(fromFirstDifference(pieces))),
        title: of === 'left' ? judged.reference : judged.answer,
      };
    };
  return [
    { name: t.row, class: 'figure column-row', cell: ({ row }) => ({ content: format.count(row + 1) }) },
    { name: t.referenceAnswer, class: 'column-answer', cell: side('left') },
    { name: t.otherAnswer, class: 'column-answer', cell: side('right') },
    {
      name: t.model,
      class: 'column-model',
      cell: ({ judged }) => ({ content: judged?.model ?? '–', title: judged?.model ?? '' }),
    },
    {
      name: t.verdict,
      class: 'column-reason',
      cell: ({ judged }) => {
        const text = judged?.verdict ? verdictText(panel, judged.verdict) : '–';
        const content = judged?.verdict?.reason ?? text;
        if (judged?.overruled === undefined) return { content, title: text };
        const mark = judged.verdict?.noWorse ? t.overruled.noWorse : t.overruled.same;
        return {
          title: `${mark} ${text}`,
          content: h('span', { class: 'answer-cell corrected' }, icon('pencil'), h('span', {}, `${mark} ${content}`)),
        };
      },
    },
  ];
}
