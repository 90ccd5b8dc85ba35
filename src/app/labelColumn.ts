// Labels that rows of a dataset have already (`--gold COLUMN`): found, read by the task's own rules, and refused where one cannot be read.
import type { Answer } from '../engine/answerTable';
import type { Row } from '../engine/dataset';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import { readField, resolveField, unknownColumnMessage } from '../engine/prompt/resolveField';
import type { LabelledRows, LabelOf } from '../engine/strategy';
import { answerWanted } from '../engine/task/answerWanted';
import { makeAnswerParser } from '../engine/task/parseAnswer';
import { oneLine } from '../engine/text/plainText';
import { readLabelCell } from './spreadsheetCells';

export type RowLabels = LabelledRows & {
  readonly labelOf: LabelOf;
  /** Rows that differ from each other among them. */
  readonly distinctRows: number;
  /** Oddities, each a sentence. */
  readonly warnings: readonly string[];
};

/** Takes up labels while rows stream by. */
export type LabelReader = {
  add(row: Row): void;
  /** @param twins per row the first one identical to it. @throws {InputError} where a label cannot be read, or there is none. */
  finish(twins: Int32Array | undefined): RowLabels;
};

/** Unreadable labels that are shown. */
const shown = 3;
const shownCharacters = 40;

/**
 * @param promptFields columns that the prompt shows.
 * @returns undefined where the job names no column of labels.
 * @throws {InputError}
 */
export function labelReader(
  { gold, goldRandom, strategy, task }: Job,
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
  promptFields: readonly { readonly column: string }[],
): LabelReader | undefined {
  if (gold === undefined) {
    if (goldRandom !== true) return undefined;
    throw new InputError(
      '--gold-random (goldRandom) is about the rows that --gold names: give --gold COLUMN too, or leave it out.',
    );
  }
  if (strategy !== 'certified' && strategy !== 'reference')
    throw new InputError(
      `Labels that rows have already (--gold) are a matter of the strategies certified and reference; ${strategy} cannot use them.`,
    );
  const field = resolveField(gold, columns);
  if (!field) throw new InputError(`${name}: --gold names no column. ${unknownColumnMessage(gold, columns)}`);
  if (promptFields.some(({ column }) => column === field.column))
    throw new InputError(
      `${name}: the prompt shows {{${field.column}}}, and --gold takes the labels from there, so that the models would be shown the answers; take it out of the prompt, or name another column.`,
    );
  const parse = makeAnswerParser(task);
  const labels = new Map<number, Answer>();
  const unreadable: string[] = [];
  let unreadableCount = 0;
  return {
    add: (row) => {
      const cell = readField(row, field)?.trim() ?? '';
      if (cell === '') return;
      const parsed = readLabelCell(parse, cell);
      if (parsed.type === 'valid') {
        labels.set(row.index, { status: 'valid', key: parsed.key, text: parsed.answer });
        return;
      }
      unreadableCount++;
      if (unreadable.length >= shown) return;
      const text = oneLine(cell);
      const place = row.line === undefined ? `row ${String(row.index + 1)}` : `line ${String(row.line)}`;
      const brief = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}...` : text;
      unreadable.push(`${place}: ${JSON.stringify(brief)}`);
    },
    finish: (twins) => {
      if (unreadableCount > 0) {
        const more = unreadableCount > shown ? `; and ${String(unreadableCount - shown)} more` : '';
        throw new InputError(
          `${name}: ${unreadableCount === 1 ? 'a label' : `${String(unreadableCount)} labels`} in the column "${field.name}" cannot be read as the task has it (${answerWanted(task)}): ${unreadable.join('; ')}${more}. Mend the cell, or empty it so that the row is asked about.`,
        );
      }
      if (labels.size === 0)
        throw new InputError(
          `${name}: no row has a label in the column "${field.name}"; fill some in, or leave --gold out.`,
        );
      const groups = twins && labelsOfGroups(labels, twins);
      const rows = Int32Array.from(labels.keys()).sort();
      return {
        rows,
        distinctRows: groups ? groups.labels.size : rows.length,
        areRandom: goldRandom ?? false,
        labelOf: (row) => labels.get(row) ?? groups?.labels.get(twins![row]!),
        warnings: groups && groups.contradictory > 0 ? [contradiction(groups.contradictory, field.name)] : [],
      };
    },
  };
}

const contradiction = (groups: number, column: string) =>
  `${groups === 1 ? 'One group' : `${groups.toLocaleString('en')} groups`} of identical rows have different labels in "${column}"; each row keeps its own, and one without a label gets the most frequent of its group.`;

/** The most frequent label of each group of identical rows that has one, the first in the file among equals. */
function labelsOfGroups(
  labels: ReadonlyMap<number, Answer>,
  twins: Int32Array,
): { readonly labels: ReadonlyMap<number, Answer>; readonly contradictory: number } {
  const counts = new Map<number, Map<string, { readonly label: Answer; rows: number }>>();
  for (const [row, label] of labels) {
    const head = twins[row]!;
    const ofGroup = counts.get(head) ?? new Map<string, { readonly label: Answer; rows: number }>();
    counts.set(head, ofGroup);
    const count = ofGroup.get(label.key!) ?? { label, rows: 0 };
    ofGroup.set(label.key!, { label: count.label, rows: count.rows + 1 });
  }
  let contradictory = 0;
  const most = new Map<number, Answer>();
  for (const [head, ofGroup] of counts) {
    if (ofGroup.size > 1) contradictory++;
    const [first, ...others] = [...ofGroup.values()];
    most.set(head, others.reduce((best, each) => (each.rows > best.rows ? each : best), first!).label);
  }
  return { labels: most, contradictory };
}
