// Reads a table of per-model figures (the form of the SMART paper's llm_result.csv): dataset, nr_items, model, nr_prompt_tokens,
// nr_completion_tokens, cost, nr_processed, conformity. One line per dataset and model.
import { InputError } from '../engine/inputError';
import { readCsvRecords } from './csvRecords';

export type SimulationModel = {
  readonly id: string;
  /** Dollars of one row. */
  readonly costUsd: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Share of rows on which it agrees with the reference. */
  readonly agreement: number;
};

export type SimulationDataset = {
  readonly dataset: string;
  readonly rowCount: number;
  /** By cost ascending. */
  readonly models: readonly SimulationModel[];
};

/** @throws {InputError} with a sentence that names the file, the line and the mend. */
export function readSimulationDataset(file: string, dataset: string): SimulationDataset {
  const table = readCsvRecords(file);
  const [datasetAt, itemsAt, modelAt, promptAt, completionAt, costAt, processedAt, agreementAt] = [
    'dataset',
    'nr_items',
    'model',
    'nr_prompt_tokens',
    'nr_completion_tokens',
    'cost',
    'nr_processed',
    'conformity',
  ].map(table.column);
  const models: SimulationModel[] = [];
  const names = new Set<string>();
  let rowCount: number | undefined;
  table.forEach((cells, record) => {
    const name = cells[datasetAt!]!;
    names.add(name);
    if (name !== dataset) return;
    const numberAt = (column: number, what: string, isIn: (value: number) => boolean, wanted: string) => {
      const text = cells[column]!;
      const value = Number(text);
      if (text.trim() !== '' && isIn(value)) return value;
      throw table.errorAt(record, `${what} "${text}" is not ${wanted}.`);
    };
    const isCount = (value: number) => value >= 0 && value < Infinity;
    const isPositiveInteger = (value: number) => Number.isSafeInteger(value) && value > 0;
    const rows = numberAt(itemsAt!, 'nr_items', isPositiveInteger, 'a whole number of at least 1');
    if (rowCount !== undefined && rows !== rowCount)
      throw table.errorAt(record, `nr_items ${String(rows)} differs from the ${String(rowCount)} given before.`);
    rowCount = rows;
    const processed = numberAt(processedAt!, 'nr_processed', isPositiveInteger, 'a whole number of at least 1');
    const id = cells[modelAt!]!;
    if (models.some((model) => model.id === id))
      throw table.errorAt(record, `${id} stands here a second time; keep one line.`);
    models.push({
      id,
      costUsd: numberAt(costAt!, 'cost', isCount, 'a number of at least 0') / processed,
      promptTokens: numberAt(promptAt!, 'nr_prompt_tokens', isCount, 'a number of at least 0') / processed,
      completionTokens: numberAt(completionAt!, 'nr_completion_tokens', isCount, 'a number of at least 0') / processed,
      agreement: numberAt(agreementAt!, 'conformity', (value) => value >= 0 && value <= 1, 'a share between 0 and 1'),
    });
  });
  if (rowCount === undefined)
    throw new InputError(`${file} has no dataset "${dataset}"; it has ${[...names].join(', ')}.`);
  return { dataset, rowCount, models: models.sort((a, b) => a.costUsd - b.costUsd) };
}
