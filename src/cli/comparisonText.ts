// What `smart runs compare` says, for people and as JSON.
import type { ChangedRow, ComparedRuns } from '../app/compareRuns';
import type { ComparedRun, RunDifference } from '../engine/report/compareRuns';
import { promiseSentence } from '../engine/promise/sentence';
import { savedShare } from '../engine/report/savings';
import { countOf, formatCount, formatPercent, formatUsd } from '../engine/text/figures';
import { oneLine } from '../engine/text/plainText';
import { textTable } from './textTable';

/** Changed rows that a terminal shows. */
const rowsShown = 20;
const answerCharacters = 60;

export function comparisonText({ comparison, changedRows, changedRow }: ComparedRuns): string {
  const { dataset, before, after, rows, differences } = comparison;
  const first = Array.from(changedRows.subarray(0, rowsShown), (row) => cellsOf(changedRow(row)));
  const more = changedRows.length - first.length;
  const lines = [
    oneLine(`Two runs of ${dataset}: A = ${before.runId}, B = ${after.runId}.`),
    '',
    ...textTable([['', 'A', 'B'], ...factLines(before, after)]),
    '',
    ...(differences.length === 0
      ? ['Both asked for the same.']
      : [`They differ in ${differences.map((name) => words[name]).join(', ')}.`]),
    ...(differences.includes('prompt')
      ? [oneLine(`Prompt A: ${before.prompt}`), oneLine(`Prompt B: ${after.prompt}`)]
      : []),
    ...(differences.includes('rows')
      ? [
          `A has ${countOf(before.rows, 'row')} and B ${formatCount(after.rows)}; the first ${formatCount(rows)} are compared.`,
        ]
      : []),
    `A promises: ${promiseSentence(before.promise)}`,
    `B promises: ${promiseSentence(after.promise)}`,
    '',
    changeSentence(comparison),
    ...(first.length === 0 ? [] : textTable([['row', 'A', 'by', 'B', 'by'], ...first])),
    ...(more > 0 ? [`  ... and ${countOf(more, 'more row')}; --json lists all.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const words: Readonly<Record<RunDifference, string>> = {
  prompt: 'the prompt',
  rows: 'the number of rows',
  models: 'the models',
  reference: 'the reference',
  strategy: 'the strategy',
  threshold: 'the threshold',
  confidence: 'the confidence',
};

function factLines(before: ComparedRun, after: ComparedRun): string[][] {
  const line = (name: string, of: (run: ComparedRun) => string) => [name, of(before), of(after)];
  return [
    line('begun', ({ createdAt }) => createdAt),
    line('rows', ({ rows }) => formatCount(rows)),
    line('without an answer', ({ failedRows }) => formatCount(failedRows)),
    line('models', ({ models }) => models.join(', ')),
    line('reference', ({ reference }) => reference),
    line('strategy', ({ strategy }) => strategy),
    line('threshold', ({ promise }) => formatPercent(promise.accuracy, 4)),
    line('confidence', ({ promise }) => formatPercent(promise.confidence, 4)),
    line('cost', ({ costs }) => formatUsd(costs.spentUsd)),
    line('reference alone', ({ costs }) => formatUsd(costs.referenceUsd)),
    line('saved', ({ costs }) => formatPercent(savedShare(costs), 1)),
  ];
}

function changeSentence({ rows, same, changed, onlyBefore, onlyAfter }: ComparedRuns['comparison']): string {
  const single = [
    onlyBefore > 0 ? ` ${countOf(onlyBefore, 'row')} only A answered.` : '',
    onlyAfter > 0 ? ` ${countOf(onlyAfter, 'row')} only B answered.` : '',
  ].join('');
  return `Of ${countOf(rows, 'row')} ${formatCount(changed)} changed and ${formatCount(same)} kept the answer.${single}`;
}

function cellsOf({ row, before, after }: ChangedRow): string[] {
  const answer = (text: string | undefined) => shortened(text ?? 'no answer');
  return [formatCount(row + 1), answer(before?.text), before?.model ?? '', answer(after?.text), after?.model ?? ''];
}

function shortened(text: string): string {
  const line = oneLine(text);
  return line.length <= answerCharacters ? line : `${line.slice(0, answerCharacters - 1)}…`;
}

/** Rows count from 1, as in exports. */
export function comparisonJson({ comparison, changedRows, changedRow }: ComparedRuns): unknown {
  const changedAnswers = Array.from(changedRows, (row) => ({ ...changedRow(row), row: row + 1 }));
  return { ...comparison, changedAnswers };
}
