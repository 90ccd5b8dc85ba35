// Every model's answer to a row beside the others': the reference's last, and in each of the others the words marked that differ from it.
import { wordDiff } from '../../src/engine/text/wordDiff';
import type { AnswerOfModel, ResultRow } from '../../src/protocol';
import { h } from '../element';
import { say } from '../fillTemplate';
import type { GridColumn } from '../grid/gridRows';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { markedWords } from './differingPair';
import { fromFirstDifference } from './pairColumns';

type Cell = ReturnType<GridColumn<ResultRow>['cell']>;

/** @param ladder the run's models, in the order of each row's `answers`. @param hasCorrections a column more, for what the user said. */
export function answerColumns(
  panel: Panel,
  { ladder, reference, hasCorrections }: AnswerGrid,
): GridColumn<ResultRow>[] {
  const { t, format } = panel;
  const referenceAt = ladder.indexOf(reference);
  const cellOf = (row: ResultRow, model: number): Cell => {
    const own = row.answers?.[model];
    if (own?.text === undefined) return { content: h('span', { class: 'not-asked' }, '–'), title: t.notAsked };
    const isDelivered = row.model === ladder[model];
    return {
      title: isDelivered ? `${own.text} (${t.deliveredMark})` : own.text,
      content: h(
        'span',
        { class: `answer-cell ${isDelivered ? 'delivered' : ''}` },
        own.isSame === false && icon('differs'),
        ...wordsOf(own, model === referenceAt ? undefined : row.answers?.[referenceAt]?.text),
        own.isSame === false && h('span', { class: 'visually-hidden' }, ` ${t.differs}`),
        isDelivered && h('span', { class: 'visually-hidden' }, ` ${t.deliveredMark}`),
      ),
    };
  };
  return [
    { name: t.row, order: 'row', class: 'figure column-row', cell: ({ row }) => ({ content: format.count(row + 1) }) },
    { name: t.content, class: 'column-content', cell: ({ preview }) => ({ content: preview, title: preview }) },
    ...ladder.map((id, model): GridColumn<ResultRow> => ({
      name: model === referenceAt ? say(t.referenceHead, { model: id }) : id,
      class: 'column-answer',
      cell: (row) => cellOf(row, model),
    })),
    ...(hasCorrections
      ? [
          {
            name: t.yourAnswer,
            class: 'column-answer',
            cell: ({ correction }: ResultRow) => ({ content: correction ?? '', title: correction ?? '' }),
          },
        ]
      : []),
  ];
}

export type AnswerGrid = {
  readonly ladder: readonly string[];
  readonly reference: string;
  readonly hasCorrections: boolean;
};

function wordsOf({ text = '', isSame }: AnswerOfModel, reference: string | undefined) {
  if (reference === undefined || isSame !== false) return [text];
  return markedWords(fromFirstDifference(wordDiff(reference, text).right));
}
