// Reads a folder of recorded answers: items.csv[.gz] (id,text[,gold]) and outputs.csv[.gz]
// (id,model,output[,prompt_tokens,completion_tokens,cost,confidence]), and verdicts.csv[.gz] where there are. Form: the README of the recorded data.
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../engine/inputError';
import { readCsvRecords, type CsvRecords } from './csvRecords';
import { readRecordedVerdicts, type RecordedVerdicts } from './recordedVerdicts';

export type RecordedModel = {
  readonly id: string;
  /** Per row of the folder's items; undefined where the model gave none, also where the cell is empty. */
  readonly outputs: readonly (string | undefined)[];
  /** Dollars per row; NaN where unknown. */
  readonly costs: Float64Array;
  /** In [0, 1]; NaN where unknown. */
  readonly confidences: Float64Array;
  readonly promptTokens: Float64Array;
  /** Output tokens, thinking included; NaN where unknown. */
  readonly completionTokens: Float64Array;
  /** Over the rows whose cost is known; NaN where none is. */
  readonly meanCost: number;
};

export type Recorded = {
  readonly dataset: string;
  readonly ids: readonly string[];
  /** Empty where the source publishes none. */
  readonly texts: readonly string[];
  /** Per item the right answer, where items have a column of them; undefined where its cell is empty. */
  readonly gold?: readonly (string | undefined)[];
  readonly models: readonly RecordedModel[];
  /** By model id; absent: outputs are the same where their texts are. */
  readonly verdicts?: ReadonlyMap<string, RecordedVerdicts>;
  /** Oddities that were read past, each a sentence. */
  readonly warnings: readonly string[];
};

/** @throws {InputError} with a sentence that names the file, the line and the mend. */
export function readRecorded(folder: string): Recorded {
  const items = readCsvRecords(findTable(folder, 'items'));
  const outputs = readCsvRecords(findTable(folder, 'outputs'));
  const { ids, texts, gold, rowOf } = readItems(items);
  const warnings: string[] = [];
  const models = readModels(outputs, items.file, rowOf, warnings);
  const judged = ['verdicts.csv', 'verdicts.csv.gz'].map((name) => join(folder, name)).find((path) => existsSync(path));
  const verdicts =
    judged === undefined ? undefined : readRecordedVerdicts(judged, rowOf, items.file, new Set(models.keys()));
  return {
    ...(verdicts && { verdicts }),
    dataset: basename(resolve(folder)),
    ids,
    texts,
    ...(gold && { gold }),
    models: [...models.values()].map((model) => ({ ...model, meanCost: mean(model.costs) })),
    warnings,
  };
}

function findTable(folder: string, name: string): string {
  const file = [join(folder, `${name}.csv`), join(folder, `${name}.csv.gz`)].find((path) => existsSync(path));
  if (file !== undefined) return file;
  throw new InputError(
    `${folder} has no ${name}.csv or ${name}.csv.gz; a recorded folder needs both items and outputs.`,
  );
}

function readItems(items: CsvRecords) {
  const [idAt, textAt, goldAt] = [items.column('id'), items.find('text'), items.find('gold')];
  const ids: string[] = [];
  const texts: string[] = [];
  const gold: (string | undefined)[] = [];
  const rowOf = new Map<string, number>();
  items.forEach((cells, row) => {
    const id = cells[idAt]!;
    if (rowOf.has(id)) throw items.errorAt(row, `id "${id}" stands here a second time; give every item its own id.`);
    rowOf.set(id, row);
    ids.push(id);
    texts.push(textAt === undefined ? '' : cells[textAt]!);
    const answer = goldAt === undefined ? undefined : cells[goldAt];
    gold.push(answer === '' ? undefined : answer);
  });
  return { ids, texts, ...(goldAt !== undefined && { gold }), rowOf };
}

type OpenModel = RecordedModel & { readonly outputs: (string | undefined)[] };

function readModels(outputs: CsvRecords, itemsFile: string, rowOf: ReadonlyMap<string, number>, warnings: string[]) {
  const [idAt, modelAt, outputAt] = [outputs.column('id'), outputs.column('model'), outputs.column('output')];
  const [costAt, tokensAt, completionAt, confidenceAt] = [
    'cost',
    'prompt_tokens',
    'completion_tokens',
    'confidence',
  ].map((name) => outputs.find(name));
  const numberIn = (cells: readonly string[], column: number | undefined, name: string, record: number) => {
    const text = column === undefined ? '' : cells[column]!;
    if (text === '' || text === 'nan' || text === 'NaN') return NaN;
    const value = Number(text);
    if (Number.isFinite(value) && (value >= 0 || name === 'confidence')) return value;
    throw outputs.errorAt(
      record,
      `${name} "${text}" is not a number of at least 0; leave it empty where it is unknown.`,
    );
  };
  const models = new Map<string, OpenModel>();
  // Equal outputs become one string, which keeps comparing and hashing them in every replay cheap.
  const interned = new Map<string, string>();
  let oddConfidences = 0;
  outputs.forEach((cells, record) => {
    const row = rowOf.get(cells[idAt]!);
    if (row === undefined)
      throw outputs.errorAt(record, `id "${cells[idAt]!}" is not in ${itemsFile}; remove the line or add the item.`);
    const id = cells[modelAt]!;
    if (id === '') throw outputs.errorAt(record, 'the model is missing; name it.');
    const model = models.get(id) ?? openModel(id, rowOf.size);
    models.set(id, model);
    const output = cells[outputAt]!;
    if (output === '') return;
    if (model.outputs[row] !== undefined)
      throw outputs.errorAt(record, `a second output of ${id} for id "${cells[idAt]!}"; keep one.`);
    const same = interned.get(output);
    if (same === undefined) interned.set(output, output);
    model.outputs[row] = same ?? output;
    model.costs[row] = numberIn(cells, costAt, 'cost', record);
    model.promptTokens[row] = numberIn(cells, tokensAt, 'prompt_tokens', record);
    model.completionTokens[row] = numberIn(cells, completionAt, 'completion_tokens', record);
    const confidence = numberIn(cells, confidenceAt, 'confidence', record);
    // A rounding beyond the ends is none of ours; anything else is no probability and counts as unknown.
    if (confidence >= -1e-6 && confidence <= 1 + 1e-6) model.confidences[row] = Math.min(1, Math.max(0, confidence));
    else if (!Number.isNaN(confidence)) oddConfidences++;
  });
  if (oddConfidences > 0)
    warnings.push(`${outputs.file}: ${String(oddConfidences)} confidences outside 0 ... 1 count as unknown.`);
  return models;
}

function openModel(id: string, rows: number): OpenModel {
  const unknown = () => new Float64Array(rows).fill(NaN);
  return {
    id,
    outputs: new Array<string | undefined>(rows).fill(undefined),
    costs: unknown(),
    confidences: unknown(),
    promptTokens: unknown(),
    completionTokens: unknown(),
    meanCost: NaN,
  };
}

function mean(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? NaN : sum / count;
}
