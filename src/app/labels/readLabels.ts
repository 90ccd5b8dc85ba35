// Reads a file of labels that came back: any order, any part of the rows. Whatever does not fit is refused with its line, and then nothing is taken.
import { openDataset } from '../../datasets/openDataset';
import type { Answer } from '../../engine/answerTable';
import type { Row } from '../../engine/dataset';
import { InputError } from '../../engine/inputError';
import { answerWanted } from '../../engine/task/answerWanted';
import { makeAnswerParser } from '../../engine/task/parseAnswer';
import type { Task } from '../../engine/task/task';
import { countOf } from '../../engine/text/figures';
import { oneLine } from '../../engine/text/plainText';
import { isBlank, readLabelCell, wholeNumberIn } from '../spreadsheetCells';
import type { LabelRound } from './labelRound';
import { labelColumn, rowColumn, rowOfCells, type ShownCells } from './shownCells';

export type BroughtLabel = {
  readonly row: number;
  readonly answer: Answer;
  readonly by?: string;
  readonly note?: string;
  /** When it was given, ISO 8601, UTC; absent: when it is taken. */
  readonly at?: string;
};

export type BroughtLabels = {
  readonly labels: readonly BroughtLabel[];
  /** Rows that have this very label already. */
  readonly known: number;
  /** Rows of the file without a label yet. */
  readonly empty: number;
};

/** Says that a row cannot be labelled, in the column of that name. */
const unclearColumn = 'unclear';
const yes = /^(y|yes|true|x|1)$/i;
const no = /^(n|no|false|0|)$/i;
export const unclear: Answer = { status: 'invalid', text: '', cause: 'Whoever labelled could not say.' };

const shownProblems = 5;
const shownCharacters = 40;

/**
 * @param shown what was shown of the rows, to find labels that stand beside another row's text; absent: not known any more.
 * @throws {InputError} that names the file and each line that is wrong, up to five of them
 */
export async function readLabels(
  path: string,
  round: LabelRound,
  task: Task,
  shown?: ShownCells,
): Promise<BroughtLabels> {
  const file = await openDataset(path);
  try {
    for (const column of [rowColumn, labelColumn])
      if (!file.columns.includes(column))
        throw new InputError(
          `${file.name} has no column "${column}"; take back the file that "smart labels export" wrote.`,
        );
    const isShown = shown?.columns.length && shown.columns.every((column) => file.columns.includes(column));
    const reader = new LabelFile(round, task, isShown ? shown : undefined);
    for await (const row of file.rows()) if (!isBlank(row, file.columns)) reader.add(row);
    const { problems } = reader;
    if (problems.length > 0) {
      const more = problems.length - shownProblems;
      throw new InputError(
        `${problems
          .slice(0, shownProblems)
          .map((problem) => `${file.name}, ${problem}`)
          .join(' ')}${more > 0 ? ` And ${countOf(more, 'line')} more.` : ''} Nothing was taken.`,
      );
    }
    return { labels: reader.labels, known: reader.known, empty: reader.empty };
  } finally {
    await file.close();
  }
}

class LabelFile {
  readonly labels: BroughtLabel[] = [];
  readonly problems: string[] = [];
  known = 0;
  empty = 0;
  private readonly seen = new Set<number>();
  private readonly open: ReadonlySet<number>;
  private readonly parse;
  private readonly rowOf: ReturnType<typeof rowOfCells> | undefined;

  constructor(
    private readonly round: LabelRound,
    private readonly task: Task,
    private readonly shown: ShownCells | undefined,
  ) {
    this.rowOf = shown && rowOfCells(shown);
    this.open = new Set(round.open);
    this.parse = makeAnswerParser(task);
  }

  add(line: Row): void {
    const problem = this.take(line);
    const place = line.line === undefined ? `record ${String(line.index + 1)}` : `line ${String(line.line)}`;
    if (problem !== undefined) this.problems.push(`${place}: ${problem}`);
  }

  /** @returns what is wrong, a sentence. */
  private take(line: Row): string | undefined {
    const id = (line.get(rowColumn) ?? '').trim();
    const row = (wholeNumberIn(id) ?? 0) - 1;
    if (this.seen.has(row)) return `row ${id} stands there twice.`;
    const text = (line.get(labelColumn) ?? '').trim();
    const word = (line.get(unclearColumn) ?? '').trim();
    if (!yes.test(word) && !no.test(word))
      return `"${brief(word)}" in the column "${unclearColumn}" is neither yes nor no.`;
    const isUnclear = yes.test(word);
    const before = this.round.given.get(row);
    if (!this.open.has(row) && before === undefined)
      return `row "${brief(id)}" is none of those that wait for a label; "smart labels export" writes them.`;
    const textOf = this.rowOf?.(this.shown!.columns.map((column) => line.get(column) ?? ''));
    if (textOf !== undefined && textOf !== row)
      return `row ${id} has the text of row ${String(textOf + 1)}; was one column sorted without the others?`;
    this.seen.add(row);
    if (text === '' && !isUnclear) {
      if (before === undefined) this.empty++;
      else this.known++;
      return undefined;
    }
    if (text !== '' && isUnclear) return `row ${id} has a label and is called unclear; keep one of them.`;
    const answer = isUnclear ? unclear : this.answerOf(text);
    if (!answer) return `${JSON.stringify(brief(text))} is no label; it must be ${answerWanted(this.task)}.`;
    if (before && before.answer.status === answer.status && before.answer.key === answer.key) {
      this.known++;
      return undefined;
    }
    if (before)
      return `row ${id} was labelled ${JSON.stringify(brief(before.answer.text ?? 'unclear'))}${before.by === undefined ? '' : ` by ${oneLine(before.by)}`}, and a label that was taken cannot be changed; the run rests on it.`;
    this.labels.push({ row, answer, ...named(line, 'by', 'labeller'), ...named(line, 'note', 'note') });
    return undefined;
  }

  private answerOf(text: string): Answer | undefined {
    const parsed = readLabelCell(this.parse, text);
    return parsed.type === 'valid' ? { status: 'valid', key: parsed.key, text: parsed.answer } : undefined;
  }
}

function named<K extends string>(line: Row, key: K, column: string): Partial<Record<K, string>> {
  const text = (line.get(column) ?? '').trim();
  return text === '' ? {} : ({ [key]: text } as Record<K, string>);
}

function brief(text: string): string {
  const line = oneLine(text);
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters)}...` : line;
}
