// `npm run bench demo`, or `node dist/test/bench/demo.bench.js [seeds]`: what the demo saves under many seeds instead of its own, how far single runs spread,
// and what makes them: each part of the bill, and bills by what the sample showed. Costs are each classifier's nominal ones, so that only the draw differs.
import { join } from 'node:path';
import type { Answer } from '../../src/engine/answerTable';
import { formatContent } from '../../src/engine/prompt/fieldTags';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import type { Task } from '../../src/engine/task/task';
import { findTwins } from '../../src/engine/twinGroups';
import { embeddedLadder } from '../../src/providers/embedded/embeddedLadder';
import { createEmbeddedProvider } from '../../src/providers/embedded/embeddedProvider';
import { readSampleSentences } from '../../src/providers/embedded/sampleSentences';
import { partNames, sharesOfVariance, withParts, type BillParts } from './billParts';

const seeds = Number(process.argv[2] ?? 40);
const accuracy = 0.9;
const task: Task = { type: 'labels', labels: ['positive', 'negative'] };
const texts = readSampleSentences().map(({ text }) => text);
const models = embeddedLadder().flatMap(({ model, unavailable }) => (unavailable === undefined ? [model] : []));
const reference = models.length - 1;
/** As a driver asks: several at once, so that the encoder gets batches. */
const asksTogether = 16;

async function answers(): Promise<Answer[][]> {
  const provider = createEmbeddedProvider({
    mediaFolder: join(__dirname, '../../../media/embedded'),
    cpuSeconds: () => 0,
  });
  const never = new AbortController().signal;
  const all: Answer[][] = [];
  for (const model of models) {
    if (model.price.type !== 'cpu') throw new Error(`${model.id} is not priced by its CPU seconds.`);
    const costUsd = model.price.usdPerCpuSecond * model.price.nominalSecondsPerRow;
    const own: Answer[] = [];
    for (let from = 0; from < texts.length; from += asksTogether) {
      const asked = texts.slice(from, from + asksTogether).map(async (text): Promise<Answer> => {
        const content = formatContent(['sentence'], [text]);
        const { text: key, confidence } = await provider.ask({ model, instruction: '', content, task }, never);
        return { status: 'valid', key, costUsd, ...(confidence !== undefined && { confidence }) };
      });
      own.push(...(await Promise.all(asked)));
    }
    all.push(own);
  }
  return all;
}

type Run = { readonly parts: BillParts; readonly billed: number; readonly looks: number; readonly isWhole: boolean };

function runOnce(table: readonly Answer[][], seed: number): Run {
  const parts: BillParts = { planning: 0, calls: 0, sample: 0, rest: 0 };
  const twins = findTwins(texts);
  const features = { length: (row: number) => texts[row]!.length, text: (row: number) => texts[row]! };
  const problem = { models, reference, rowCount: texts.length, accuracy, confidence: 0.95, seed, features };
  const { events, costUsd, referenceUsd } = replay(
    withParts(certified, parts),
    { ...problem, ...(twins && { twins }) },
    (model, row) => table[model]![row]!,
  );
  const looks = events.filter((event) => event.type === 'look-taken');
  const last = looks.at(-1);
  for (const part of partNames) parts[part] /= referenceUsd;
  return { parts, billed: costUsd / referenceUsd, looks: looks.length, isWhole: last?.prefixRows === last?.pathRows };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function main(): Promise<void> {
  const table = await answers();
  const agreeing = models.map(
    ({ id }, model) =>
      `${id} ${mean(texts.map((_, row) => Number(table[model]![row]!.key === table[reference]![row]!.key))).toFixed(3)}`,
  );
  console.log(
    `${String(texts.length)} sentences at ${String(accuracy)}, ${String(seeds)} seeds; agreement with ${models[reference]!.id}: ${agreeing.join(', ')}`,
  );
  const runs = Array.from({ length: seeds }, (_, i) => runOnce(table, i + 1));
  const bills = runs.map(({ billed }) => billed).sort((a, b) => a - b);
  const tenth = Math.floor(bills.length / 10);
  console.log(
    `savings ${(1 / mean(bills)).toFixed(2)} (reference's bill over the mean bill), of single runs ${(1 / bills.at(-1)!).toFixed(2)} to ${(1 / bills[0]!).toFixed(2)}; with seed 1, the demo's, ${(1 / runs[0]!.billed).toFixed(2)}; ` +
      `spread ${(bills.at(-1 - tenth)! / bills[tenth]!).toFixed(2)} (bill of the tenth dearest in a hundred over that of the tenth cheapest)`,
  );
  const shares = sharesOfVariance(runs.map(({ parts }) => parts));
  for (const part of partNames)
    console.log(
      `  ${part.padEnd(8)} ${mean(runs.map(({ parts }) => parts[part])).toFixed(3)} of the reference's bill, ${(100 * shares[part]).toFixed(0)} % of the variance of bills`,
    );
  const groups = new Map<string, number[]>();
  for (const { billed, looks, isWhole } of runs) {
    const name = `${looks === 0 ? 'no look' : looks === 1 ? 'one look' : 'further looks'}, ${isWhole ? 'the whole path' : 'a part of the path'}`;
    groups.set(name, [...(groups.get(name) ?? []), billed]);
  }
  for (const [name, billed] of [...groups].sort((a, b) => mean(a[1]) - mean(b[1])))
    console.log(`  ${name}: ${String(billed.length)} runs, savings ${(1 / mean(billed)).toFixed(2)}`);
}

void main();
