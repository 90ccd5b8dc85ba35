// What may be said of a filter's promise; clauses.ts says the rest.
import type { RunPromise } from '../events';
import type { FilterBounds } from '../task/filterBounds';
import type { Clause } from './clauses';
import type { Kept } from './kinds';

/** Which of the bounds leave anything to a sample. */
const sizeOf = ({ recall, precision }: FilterBounds) =>
  recall < 1 && precision < 1 ? 'Both' : recall < 1 ? 'Recall' : 'Precision';

/** Before it is made. */
export function plannedFilter(
  bounds: FilterBounds,
  figures: { readonly rows: number; readonly confidence: number; readonly reference: string },
): Clause {
  return {
    name: `plannedFilter${sizeOf(bounds)}`,
    figures: {
      confidence: { share: figures.confidence },
      rows: { rows: figures.rows },
      reference: { name: figures.reference },
      recall: { share: bounds.recall },
      precision: { share: bounds.precision },
    },
  };
}

/** Of a finished run that covers some rows. */
export function keptFilter(filter: Kept['filter'], { covered, confidence, reference, basis }: RunPromise): Clause[] {
  const figures = {
    confidence: { share: confidence },
    rows: { rows: covered },
    reference: { name: reference },
    recall: { share: filter.recall },
    precision: { share: filter.precision },
    kept: { count: filter.kept },
    missed: { count: filter.missed },
    wrong: { count: filter.wrong },
  };
  if (basis === 'certain') return [{ name: filter.kept === 1 ? 'filterCertainOne' : 'filterCertain', figures }];
  return [{ name: `filter${sizeOf(filter)}`, figures }];
}
