// The cells that a finished run appends to each row: the answer and, by choice, model, status, trust and cost.
import { JsonValue, type ResultValue } from '../datasets/results/resultCells';
import type { ResultColumns } from '../engine/job';
import { causeOfRow } from '../engine/report/failedBecause';
import { deliveryReasons, idOfColumn } from '../engine/strategy';
import type { Task } from '../engine/task/task';
import type { Driven } from './finishRun';
import type { JobPlan } from './planJob';

type Cell = ResultValue;

const labelled = deliveryReasons.indexOf('labelled');
/** What stands for a model where a row kept its own label. */
const ownLabel = 'label';

export function resultValues(
  columns: ResultColumns,
  plan: JobPlan,
  driven: Driven,
  isBillKnown: (model: number) => boolean,
): { names: string[]; valuesOf: (row: number) => Cell[]; notes: () => string[] } {
  const { delivery, table } = driven;
  const typed = typedAnswer(plan.job.task);
  const cellOf: Record<keyof ResultColumns, (row: number, model: number) => Cell> = {
    answer: (row, model) => (model < 0 ? undefined : typed(table.textOf(model, row))),
    model: (row, model) => (model < 0 ? undefined : isLabelled(row) ? ownLabel : idOfColumn(plan.models, model)),
    status: (row) => deliveryReasons[delivery.reason[row]!],
    confidence: (row) => shown(delivery.trust?.[row]),
    cost: (row) => shown(rowCost(row)),
    cause: (row) => causeOfRow(plan.problem, driven, row),
  };
  const isLabelled = (row: number) => delivery.reason[row] === labelled;
  /** Dollars of all models on the row; identical rows are charged to the first. Undefined where one is unknown. */
  const rowCost = (row: number): number | undefined => {
    let sum = 0;
    for (let model = 0; model < plan.models.length; model++)
      if (table.isAsked(model, row)) {
        // A label is free.
        if (model === plan.problem.reference && plan.labels?.labelOf(row)) continue;
        // What the table holds then stands in for it in decisions only.
        if (!isBillKnown(model)) return undefined;
        sum += table.costOf(model, row);
      }
    return sum;
  };
  const answerOf = (row: number) => {
    const model = delivery.model[row]!;
    return model < 0 ? undefined : table.textOf(model, row);
  };
  const wanted = (['answer', 'model', 'status', 'confidence', 'cost', 'cause'] as const).filter(
    // A file without failed rows needs no empty column.
    (column) => columns[column] !== undefined && (column !== 'cause' || delivery.model.some((model) => model < 0)),
  );
  return {
    names: wanted.map((column) => columns[column]!),
    notes: () => (plan.job.task.type === 'number' ? unitNotes(plan.problem.rowCount, answerOf) : []),
    valuesOf: (row) => wanted.map((column) => cellOf[column](row, delivery.model[row]!)),
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
