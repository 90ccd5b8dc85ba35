// The cells that a finished run appends to each row: the answer and, by choice, model, status, trust and cost.
import type { ResultColumns } from '../engine/job';
import { deliveryReasons, idOfColumn } from '../engine/strategy';
import type { Driven } from './finishRun';
import type { JobPlan } from './planJob';

type Cell = string | undefined;

export function resultValues(
  columns: ResultColumns,
  plan: JobPlan,
  driven: Driven,
  isBillKnown: (model: number) => boolean,
): { names: string[]; valuesOf: (row: number) => Cell[] } {
  const { delivery, table } = driven;
  const cellOf: Record<keyof ResultColumns, (row: number, model: number) => Cell> = {
    answer: (row, model) => (model < 0 ? undefined : table.textOf(model, row)),
    model: (_row, model) => (model < 0 ? undefined : idOfColumn(plan.models, model)),
    status: (row) => deliveryReasons[delivery.reason[row]!],
    confidence: (row) => shown(delivery.trust?.[row]),
    cost: (row) => shown(rowCost(row)),
  };
  /** Dollars of all models on the row; identical rows are charged to the first. Undefined where one is unknown. */
  const rowCost = (row: number): number | undefined => {
    let sum = 0;
    for (let model = 0; model < plan.models.length; model++)
      if (table.isAsked(model, row)) {
        // What the table holds then stands in for it in decisions only.
        if (!isBillKnown(model)) return undefined;
        sum += table.costOf(model, row);
      }
    return sum;
  };
  const wanted = (['answer', 'model', 'status', 'confidence', 'cost'] as const).filter(
    (column) => columns[column] !== undefined,
  );
  return {
    names: wanted.map((column) => columns[column]!),
    valuesOf: (row) => wanted.map((column) => cellOf[column](row, delivery.model[row]!)),
  };
}

function shown(value: number | undefined): Cell {
  return value === undefined || Number.isNaN(value) ? undefined : String(Number(value.toPrecision(6)));
}
