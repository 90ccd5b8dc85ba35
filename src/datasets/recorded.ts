// Reads a folder of recorded answers: items.csv[.gz] (id,text[,gold]) and outputs.csv[.gz]
// (id,model,output[,prompt_tokens,completion_tokens,cost,confidence]). Form: the README of the recorded data.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { InputError } from '../engine/inputError';

export type RecordedModel = {
  readonly id: string;
  /** Per row of the folder's items; undefined where the model gave none. */
  readonly outputs: readonly (string | undefined)[];
  /** Dollars per row; NaN where unknown. */
  readonly costs: Float64Array;
  /** In [0, 1]; NaN where unknown. */
  readonly confidences: Float64Array;
  readonly promptTokens: Float64Array;
  readonly meanCost: number;
};

export type Recorded = {
  readonly dataset: string;
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly models: readonly RecordedModel[];
};

/** @throws {InputError} with a sentence that names the file, the line and the mend. */
export function readRecorded(folder: string): Recorded {
  const items = readTable(folder, 'items', ['id']);
  const ids = items.rows.map((row) => row[items.column('id')]!);
  const textColumn = items.find('text');
  const texts = items.rows.map((row) => (textColumn === undefined ? '' : row[textColumn]!));
  const rowOf = new Map(ids.map((id, row) => [id, row]));

  const outputs = readTable(folder, 'outputs', ['id', 'model', 'output']);
  const [idAt, modelAt, outputAt] = [outputs.column('id'), outputs.column('model'), outputs.column('output')];
  const [costAt, confidenceAt, promptAt] = [
    outputs.find('cost'),
    outputs.find('confidence'),
    outputs.find('prompt_tokens'),
  ];
  const models = new Map<string, RecordedModel & { outputs: (string | undefined)[] }>();
  outputs.rows.forEach((cells, index) => {
    const row = rowOf.get(cells[idAt]!);
    if (row === undefined)
      throw new InputError(
        `${outputs.file}, line ${index + 2}: id "${cells[idAt]!}" is not in ${items.file}; remove the line or add the item.`,
      );
    const id = cells[modelAt]!;
    let model = models.get(id);
    if (!model) {
      const unknown = () => new Float64Array(ids.length).fill(NaN);
      model = {
        id,
        outputs: new Array<string | undefined>(ids.length).fill(undefined),
        costs: unknown(),
        confidences: unknown(),
        promptTokens: unknown(),
        meanCost: NaN,
      };
      models.set(id, model);
    }
    if (model.outputs[row] !== undefined)
      throw new InputError(
        `${outputs.file}, line ${index + 2}: a second output of ${id} for id "${ids[row]!}"; keep one.`,
      );
    model.outputs[row] = cells[outputAt]!;
    const numberAt = (column: number | undefined, into: Float64Array, name: string) => {
      const text = column === undefined ? '' : cells[column]!;
      if (text === '') return;
      const value = Number(text);
      if (Number.isNaN(value))
        throw new InputError(`${outputs.file}, line ${index + 2}: ${name} "${text}" is not a number.`);
      into[row] = value;
    };
    numberAt(costAt, model.costs, 'cost');
    numberAt(confidenceAt, model.confidences, 'confidence');
    numberAt(promptAt, model.promptTokens, 'prompt_tokens');
  });
  return {
    dataset: basename(folder),
    ids,
    texts,
    models: [...models.values()].map((model) => ({ ...model, meanCost: mean(model.costs) })),
  };
}

function mean(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function readTable(folder: string, name: string, required: readonly string[]) {
  const file = [join(folder, `${name}.csv`), join(folder, `${name}.csv.gz`)].find((path) => existsSync(path));
  if (!file)
    throw new InputError(
      `${folder} has no ${name}.csv or ${name}.csv.gz; a recorded folder needs both items and outputs.`,
    );
  const bytes = readFileSync(file);
  let records: string[][];
  try {
    records = parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, { bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new InputError(`${file} cannot be read as CSV: ${(error as Error).message}`);
  }
  const header = records[0];
  if (!header) throw new InputError(`${file} is empty; its first line must name the columns ${required.join(', ')}.`);
  const find = (column: string) => (header.includes(column) ? header.indexOf(column) : undefined);
  for (const column of required) {
    if (find(column) === undefined)
      throw new InputError(`${file}, line 1: the column "${column}" is missing; found ${header.join(', ')}.`);
  }
  return { file, rows: records.slice(1), find, column: (column: string) => find(column)! };
}
