// The rows of the harness's run, as its host pages, explains and changes them.
import type { PanelRequests, ResultRow, RowExplanation, RowFilter } from '../../../src/protocol';
import type { RequestHandlers } from '../../../src/rpc';

const matches: Readonly<Record<Exclude<RowFilter, 'corrected'>, (row: ResultRow) => boolean>> = {
  all: () => true,
  deviating: ({ isDeviating }) => isDeviating === true,
  judged: ({ judged }) => judged !== undefined,
  escalated: ({ reason }) => reason === 'escalated',
  failed: ({ reason }) => reason === 'failed',
  checked: ({ referenceAnswer }) => referenceAnswer !== undefined,
};

const ladder = ['gpt-5-nano', 'gpt-5-mini', 'gpt-5'];

type Handled = Pick<
  RequestHandlers<PanelRequests>,
  'rowsPage' | 'explainRow' | 'correctRow' | 'askRowAgain' | 'deliverCorrections'
>;

/** @param textOf a row's own words */
export function fakeRows(given: readonly ResultRow[], textOf: (row: number) => string): Handled {
  const corrections = new Map<number, string>();
  const again = new Map<number, RowExplanation['again'][number][]>();
  let written: string | undefined;
  const told = () => JSON.stringify([...corrections]);
  const explain = (row: number): RowExplanation => ({
    row,
    cells: [
      { column: 'id', text: String(10481 + row * 7) },
      { column: 'text', text: textOf(row) },
      { column: 'stars', text: String(5 - (row % 5)) },
    ],
    answers: [
      { model: 'gpt-5-nano', text: 'positive', status: 'valid', confidence: 0.93, costUsd: 0.000031 },
      { model: 'gpt-5-mini', text: 'positive', status: 'valid', confidence: 0.981, costUsd: 0.00019 },
    ],
    why: [
      'gpt-5-mini answers this row: its answer is the 1,204th most trusted of 4,960, and the first 4,820 are certified.',
      'Both models give the same answer, which raises the trust to 98.1%.',
    ],
    delivered: 'positive',
    ...(corrections.has(row) && { correction: corrections.get(row)! }),
    labels: ['positive', 'negative'],
    askable: ladder,
    again: again.get(row) ?? [],
  });
  const withAnswers = (row: ResultRow): ResultRow => {
    const of = (text: string | undefined, isSame?: boolean) => ({
      ...(text !== undefined && { text }),
      ...(isSame !== undefined && { isSame }),
    });
    const other = row.answer === 'positive' ? 'negative' : 'positive';
    const isOff = row.isDeviating === true;
    return {
      ...row,
      answers: [
        of(isOff ? other : row.answer, row.referenceAnswer === undefined ? undefined : !isOff),
        of(row.row % 3 === 0 ? row.answer : undefined),
        of(row.referenceAnswer),
      ],
    };
  };
  return {
    rowsPage: ({ offset, limit, filter, model, search, sort, withAnswers: isSideBySide }) => {
      const rows = given.map((row) =>
        corrections.has(row.row) ? { ...row, correction: corrections.get(row.row)! } : row,
      );
      const test = filter === 'corrected' ? ({ row }: ResultRow) => corrections.has(row) : matches[filter];
      const found = rows
        .filter(test)
        .filter((row) => model === undefined || row.model === model)
        .filter((row) => search === undefined || `${row.preview} ${row.answer ?? ''}`.includes(search));
      if (sort?.by === 'cost') found.sort((a, b) => (a.costUsd ?? 0) - (b.costUsd ?? 0));
      if (sort?.isDescending) found.reverse();
      const counted = new Map<string, number>();
      for (const { answer } of found) if (answer !== undefined) counted.set(answer, (counted.get(answer) ?? 0) + 1);
      const answers = {
        distinct: counted.size,
        unanswered: found.filter(({ answer }) => answer === undefined).length,
        most: [...counted].slice(0, 12).map(([text, count]) => ({ text, rows: count })),
      };
      const models = [...new Set(rows.flatMap(({ model: by }) => (by === undefined ? [] : [by])))];
      const counts = Object.fromEntries(
        Object.entries(matches)
          .map(([name, isOne]) => [name, rows.filter(isOne).length] as const)
          .filter(([name, count]) => name !== 'judged' || count > 0),
      );
      const page = found.slice(offset, offset + limit);
      return {
        ...{ total: found.length, models, answers },
        counts: { ...counts, corrected: corrections.size },
        rows: isSideBySide ? page.map(withAnswers) : page,
        ...(isSideBySide && { ladder }),
        ...(corrections.size > 0 && {
          corrections: {
            rows: corrections.size,
            isInResult: written === told(),
            isStale: written !== undefined && written !== told(),
          },
        }),
      };
    },
    explainRow: ({ row }) => explain(row),
    correctRow: ({ row, text }) => {
      if (text === undefined) corrections.delete(row);
      else corrections.set(row, text);
      return explain(row);
    },
    askRowAgain: ({ row, model }) => {
      const answer = { model, text: 'negative', status: 'valid', costUsd: 0.0017 };
      again.set(row, [...(again.get(row) ?? []), answer]);
      return explain(row);
    },
    deliverCorrections: ({ isDelivered }) => {
      written = isDelivered ? told() : undefined;
      return {};
    },
  };
}
