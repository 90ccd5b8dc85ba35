// Reads verdicts.csv[.gz] (id,model,same[,cost]) of a recorded folder: whether a judge calls a model's output the same as the reference's. They take the
// place of comparing texts.
import { readCsvRecords } from './csvRecords';

/** Per row of the folder's items. */
export type RecordedVerdicts = {
  /** Undefined where there is no verdict. */
  readonly same: readonly (boolean | undefined)[];
  /** Dollars; NaN where unknown, 0 where the file has no such column. */
  readonly costs: Float64Array;
};

/** @returns by model id. @throws {InputError} naming file, line and mend. */
export function readRecordedVerdicts(
  file: string,
  rowOf: ReadonlyMap<string, number>,
  itemsFile: string,
  models: ReadonlySet<string>,
): ReadonlyMap<string, RecordedVerdicts> {
  const records = readCsvRecords(file);
  const [idAt, modelAt, sameAt] = [records.column('id'), records.column('model'), records.column('same')];
  const costAt = records.find('cost');
  const found = new Map<string, { same: (boolean | undefined)[]; costs: Float64Array }>();
  records.forEach((cells, record) => {
    const [id, model] = [cells[idAt]!, cells[modelAt]!];
    const row = rowOf.get(id);
    if (row === undefined)
      throw records.errorAt(record, `id "${id}" is not in ${itemsFile}; remove the line or add the item.`);
    if (!models.has(model))
      throw records.errorAt(
        record,
        `the model "${model}" has no output in the folder; it has ${[...models].join(', ')}.`,
      );
    let verdicts = found.get(model);
    if (!verdicts) {
      verdicts = {
        same: new Array<boolean | undefined>(rowOf.size).fill(undefined),
        costs: new Float64Array(rowOf.size),
      };
      found.set(model, verdicts);
    }
    if (verdicts.same[row] !== undefined)
      throw records.errorAt(record, `a second verdict on ${model} for id "${id}"; keep one.`);
    const same = truths.get(cells[sameAt]!.trim().toLowerCase());
    if (same === undefined)
      throw records.errorAt(record, `same is "${cells[sameAt]!}"; write 1 where the judge calls it the same, else 0.`);
    verdicts.same[row] = same;
    // Without the column nothing was paid for them: a user judged, or a rule.
    const cost = costAt === undefined ? 0 : cells[costAt] === '' ? NaN : Number(cells[costAt]);
    if (costAt !== undefined && cells[costAt] !== '' && !(cost >= 0 && cost < Infinity))
      throw records.errorAt(
        record,
        `cost "${cells[costAt]!}" is not a number of at least 0; leave it empty where it is unknown.`,
      );
    verdicts.costs[row] = cost;
  });
  return found;
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['0', false],
  ['true', true],
  ['false', false],
]);
