// The cells that a finished run appends to each row: the answer and, by choice, model, status, trust and cost.
import { JsonValue, type ResultValue } from '../datasets/resultCells';
import type { AnswerTable } from '../engine/answerTable';
import type { ResultColumns } from '../engine/job';
import { causeOfRow } from '../engine/report/failedBecause';
import { deliveryReasons, type Delivery } from '../engine/strategy';
import type { Task } from '../engine/task/task';

type Cell = ResultValue;

/** A finished run, as its driver ends it or as its folder holds it. */
export type ResultSource = {
  readonly task: Task;
  /** Ids by the index that the delivery uses: the reference is the last that was asked, the student comes behind it. */
  readonly models: readonly string[];
  readonly reference: number;
  readonly rowCount: number;
  readonly delivery: Delivery;
  readonly table: AnswerTable;
  /** What the table holds of an unknown price stands in for it in decisions only. */
  readonly isBillKnown: (model: number) => boolean;
  /** Whether the row brought a label, which stands for the reference's answer and is free. */
  readonly hasLabel: (row: number) => boolean;
  /** What the user put in place of answers, by row. @default nothing */
  readonly corrections?: ReadonlyMap<number, string>;
};

const labelled = deliveryReasons.indexOf('labelled');
/** What stands for a model where a row kept its own label, or a user put an answer. */
const ownLabel = 'label';
const user = 'user';
/** Status of an answer that the user put there. */
const corrected = 'corrected';

/** The column beside a corrected answer that keeps what was delivered. */
const uncorrectedColumn = (answer: string) => `${answer}_before_correction`;

export function resultValues(
  columns: ResultColumns,
  source: ResultSource,
): { names: string[]; valuesOf: (row: number) => Cell[]; notes: () => string[] } {
  const { delivery, table, models, reference, rowCount, task, corrections = new Map<number, string>() } = source;
  const typed = typedAnswer(task);
  const asked = { models: models.slice(0, reference + 1), reference };
  const answerOf = (row: number) => {
    const model = delivery.model[row]!;
    return model < 0 ? undefined : table.textOf(model, row);
  };
  const modelOf = (row: number) => {
    const model = delivery.model[row]!;
    return model < 0 ? undefined : delivery.reason[row] === labelled ? ownLabel : models[model];
  };
  const cellOf: Record<keyof ResultColumns, (row: number) => Cell> = {
    answer: (row) => typed(corrections.get(row) ?? answerOf(row)),
    model: (row) => (corrections.has(row) ? user : modelOf(row)),
    status: (row) => (corrections.has(row) ? corrected : deliveryReasons[delivery.reason[row]!]),
    confidence: (row) => (corrections.has(row) ? undefined : shown(delivery.trust?.[row])),
    cost: (row) => shown(rowCost(row)),
    cause: (row) => causeOfRow(asked, source, row),
  };
  /** Dollars of all models on the row; identical rows are charged to the first. Undefined where one is unknown. */
  const rowCost = (row: number): number | undefined => {
    let sum = 0;
    for (let model = 0; model <= reference; model++)
      if (table.isAsked(model, row)) {
        if (model === reference && source.hasLabel(row)) continue;
        if (!source.isBillKnown(model)) return undefined;
        sum += table.costOf(model, row);
      }
    return sum;
  };
  const wanted = (['answer', 'model', 'status', 'confidence', 'cost', 'cause'] as const).filter(
    // A file without failed rows needs no empty column.
    (column) => columns[column] !== undefined && (column !== 'cause' || delivery.model.some((model) => model < 0)),
  );
  const uncorrected = columns.answer !== undefined && corrections.size > 0 ? columns.answer : undefined;
  return {
    names: [
      ...wanted.map((column) => columns[column]!),
      ...(uncorrected === undefined ? [] : [uncorrectedColumn(uncorrected)]),
    ],
    notes: () => (task.type === 'number' ? unitNotes(rowCount, answerOf) : []),
    valuesOf: (row) => [
      ...wanted.map((column) => cellOf[column](row)),
      ...(uncorrected === undefined ? [] : [corrections.has(row) ? typed(answerOf(row)) : undefined]),
    ],
  };
}

/** How an answer stands in a result that has types: numbers, JSON and labels that are all numbers or truth values are no texts. */
function typedAnswer(task: Task): (answer: string | undefined) => Cell {
  const asJson = (text: string | undefined) => (text === undefined ? undefined : new JsonValue(text));
  switch (task.type) {
    case 'number':
      return (answer) => asJson(answer && numberOf(answer));
    case 'json':
      return asJson;
    case 'labels':
      return task.labels.every(isPlainJson) ? asJson : (answer) => answer;
    default:
      return (answer) => answer;
  }
}

/** `42`, `0.5`, `true`, but neither `007` nor `1e2`, whose spelling a number would lose. */
function isPlainJson(label: string): boolean {
  return /^(?:true|false)$/.test(label) || (/^-?\d/.test(label) && String(Number(label)) === label);
}

/** The number of `5 star`. */
const numberOf = (answer: string) => answer.split(' ', 1)[0]!;

/** Units are left out of the cells, since a column of numbers holds numbers; what they were is told. */
function unitNotes(rowCount: number, answerOf: (row: number) => string | undefined): string[] {
  const counts = new Map<string, number>();
  for (let row = 0; row < rowCount; row++) {
    const unit = answerOf(row)?.split(' ').slice(1).join(' ') ?? '';
    if (unit !== '') counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const told = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, unitsTold)
    .map(([unit, count]) => `${unit} (${count.toLocaleString('en')} row${count === 1 ? '' : 's'})`);
  const more = counts.size > told.length ? ` and ${String(counts.size - told.length)} more` : '';
  return [`Answers came with units, which the answer column leaves out: ${told.join(', ')}${more}.`];
}

const unitsTold = 5;

function shown(value: number | undefined): Cell {
  return value === undefined || Number.isNaN(value) ? undefined : Number(value.toPrecision(6));
}
