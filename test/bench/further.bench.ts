// `npm run bench further -- ...` is part of all benchmarks; alone: `node dist/test/bench/further.bench.js [options] [parts of folder names]`. What does a
// further candidate do to the bill? Every pair of candidate and reference of a recorded folder, beside the same pair with one more of its models: the
// mean bill of the one over that of the other, the planning share of it, and the worst run beside the costliest model alone.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readRecorded } from '../../src/datasets/recorded';
import type { Answer } from '../../src/engine/answerTable';
import type { Model, Price } from '../../src/engine/model';
import { costOf } from '../../src/engine/money/cost';
import { makeRandom, shuffle } from '../../src/engine/random';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { rowCostEnds } from '../../src/app/rowCosts';
import { listPrices } from '../support/sevenModels';
import { madeUpMessages, thinkingAnswerer, thinkingModelNames, thinkingPriceOf } from '../support/thinkingModels';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: resolve(__dirname, '../../../..', 'shared/data/recorded') },
    rows: { type: 'string', default: '1000' },
    seeds: { type: 'string', default: '12' },
    accuracies: { type: 'string', default: '0.95,0.98' },
    /** At most so many pairs per folder, drawn at random. */
    most: { type: 'string', default: '60' },
    verbose: { type: 'boolean', default: false },
  },
});
const rowCount = Number(values.rows);
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);

/** Prices of the models of short messages; of other folders' only the dollars of each answer are known. */
const priceOf = (id: string): Price =>
  id in listPrices || id === 'house-model' ? thinkingPriceOf(id) : { type: 'unknown' };

type Material = { readonly texts: readonly string[]; readonly answers: ReadonlyMap<string, readonly Answer[]> };
type Bills = { readonly usd: readonly number[]; readonly spentUsd: readonly number[]; readonly aloneUsd: number };

const mean = (of: readonly number[]) => of.reduce((sum, each) => sum + each, 0) / of.length;

function bills({ texts, answers }: Material, ids: readonly string[], accuracy: number): Bills {
  const models = ids.map((id): Model => ({ id, provider: 'p', modelId: id, price: priceOf(id), settings: {} }));
  const columns = ids.map((id) => answers.get(id)!);
  const count = Math.min(rowCount, texts.length);
  const runs = seeds.map((seed) => {
    const order = shuffle(Int32Array.from(texts.keys()), makeRandom(seed, 'rows'));
    const text = (row: number) => texts[order[row]!]!;
    const ends = models.every(({ price }) => price.type === 'token') && {
      costEnds: (model: number, row: number) =>
        rowCostEnds(models[model]!, { type: 'labels', labels: ['ham', 'spam'] }, 230 + text(row).length),
    };
    const features = texts.some((each) => each !== '')
      ? { length: (row: number) => text(row).length, text, ...ends }
      : { length: () => 0 };
    const problem = {
      models,
      reference: models.length - 1,
      rowCount: count,
      accuracy,
      confidence: 0.95,
      seed,
      features,
    };
    const result = replay(certified, problem, (model, row) => columns[model]![order[row]!]!);
    const alone = Math.max(
      ...columns.map((column) => order.subarray(0, count).reduce((sum, row) => sum + column[row]!.costUsd!, 0)),
    );
    return { usd: result.costUsd, spentUsd: result.spentUsd, overAlone: result.costUsd / alone };
  });
  return {
    usd: runs.map(({ usd }) => usd),
    spentUsd: ids.map((_, model) => mean(runs.map(({ spentUsd }) => spentUsd[model]!))),
    aloneUsd: Math.max(...runs.map(({ overAlone }) => overAlone)),
  };
}

function recorded(folder: string): Material {
  const { models, texts } = readRecorded(folder);
  const isWhole = (row: number) =>
    models.every(({ outputs, costs }) => outputs[row] !== undefined && !Number.isNaN(costs[row]!));
  const seen = new Set<string>();
  const rows = [...texts.keys()].filter((row) => {
    if (!isWhole(row) || (texts[row] !== '' && seen.has(texts[row]!))) return false;
    seen.add(texts[row]!);
    return true;
  });
  return {
    texts: rows.map((row) => texts[row]!),
    answers: new Map(
      models.map(({ id, outputs, costs }) => [
        id,
        rows.map((row): Answer => ({ status: 'valid', key: outputs[row]!, costUsd: costs[row]! })),
      ]),
    ),
  };
}

function madeUp(): Material {
  const texts = madeUpMessages(Math.max(3000, rowCount));
  return {
    texts,
    answers: new Map(
      thinkingModelNames.map((model) => [
        model,
        texts.map((content): Answer => {
          const { text, ...usage } = thinkingAnswerer({ model, instruction: '', content });
          return { status: 'valid', key: text, costUsd: costOf(usage, thinkingPriceOf(model))! };
        }),
      ]),
    ),
  };
}

function measure(name: string, material: Material): void {
  const usdOf = (id: string) => mean(material.answers.get(id)!.map(({ costUsd }) => costUsd!));
  const ids = [...material.answers.keys()].sort((a, b) => usdOf(a) - usdOf(b));
  const pairs: (readonly [readonly string[], string])[] = [];
  for (const reference of ids)
    for (const further of ids) {
      if (further === reference) continue;
      for (const candidate of ids)
        if (candidate !== further && usdOf(candidate) < usdOf(reference)) pairs.push([[candidate, reference], further]);
      if (reference !== ids[0]) pairs.push([[reference], further]);
    }
  const some = Array.from(shuffle(Int32Array.from(pairs.keys()), makeRandom(1, name)).slice(0, Number(values.most)));
  const known = new Map<string, Bills>();
  const billsOf = (models: readonly string[], accuracy: number) => {
    const key = JSON.stringify([models, accuracy]);
    const before = known.get(key) ?? bills(material, models, accuracy);
    known.set(key, before);
    return before;
  };
  const factors: number[] = [];
  let worst = 0;
  for (const accuracy of values.accuracies.split(',').map(Number))
    for (const at of some.sort((a, b) => a - b)) {
      const [without, further] = pairs[at]!;
      const before = billsOf(without, accuracy);
      const after = billsOf([...without.slice(0, -1), further, without.at(-1)!], accuracy);
      const factor = mean(after.usd) / mean(before.usd);
      factors.push(factor);
      worst = Math.max(worst, before.aloneUsd, after.aloneUsd);
      if (factor > 1.03 || after.aloneUsd > 1.03 || values.verbose) {
        const share = (bill: Bills, of: number) => (bill.spentUsd[of]! / mean(before.usd)).toFixed(3);
        const parts = [
          without.length > 1 ? `${without[0]!} ${share(before, 0)} -> ${share(after, 0)}` : '',
          `further ${share(after, without.length - 1)}`,
          `reference ${share(before, without.length - 1)} -> ${share(after, without.length)}`,
        ];
        console.log(
          `  ${factor.toFixed(3)}  worst ${after.aloneUsd.toFixed(3)}  ${String(accuracy)} ${without.join('+')} and ${further}: ${parts.join(', ')}`,
        );
      }
    }
  const logs = mean(factors.map(Math.log));
  console.log(
    `${name.padEnd(24)} pairs ${String(factors.length)}, over 1.03: ${String(factors.filter((each) => each > 1.03).length)}, over 1.01: ${String(factors.filter((each) => each > 1.01).length)}, highest ${Math.max(...factors).toFixed(3)}, geometric mean ${Math.exp(logs).toFixed(4)}, worst run ${worst.toFixed(3)} of the costliest alone`,
  );
}

const folders = existsSync(values.root) ? readdirSync(values.root) : [];
const isWanted = (name: string) => positionals.length === 0 || positionals.some((part) => name.includes(part));
for (const folder of folders) if (isWanted(folder)) measure(folder, recorded(join(values.root, folder)));
if (isWanted('made-up')) measure('made-up', madeUp());
