// Trains what media/embedded/heads.json holds, on the seeded third of the sample sentences that the demo's figures leave out. Scores of the
// n-gram and the sentence-encoder head are calibrated on predictions across five folds, since a fit is too sure of its own rows.
// Run: node esbuild.js --tests && node dist/test/training/trainHeads.script.js (two CPU minutes; prints accuracies on the rows left out)
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AfinnLexicon } from '../../src/providers/embedded/afinn';
import type { Calibration, Heads } from '../../src/providers/embedded/heads';
import { denseFeatures, makeNgramReader, ngramBuckets } from '../../src/providers/embedded/ngramFeatures';
import { readSampleSentences, trainingRows, trainingSeed } from '../../src/providers/embedded/sampleSentences';
import { afinnFeature, loadSentenceEncoder, loadWink } from '../../src/providers/embedded/sentimentModels';
import { makeVaderScorer } from '../../src/providers/embedded/vader';
import { fitLogistic, scoreOf, type SparseRow } from './logisticRegression';

const folder = join(__dirname, '../../../media/embedded');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const sentences = readSampleSentences();
const isTraining = trainingRows(sentences.length);
const training = sentences.filter((_, row) => isTraining[row]);
const labels = training.map(({ label }) => (label === 'positive' ? 1 : 0));

/** Slope and intercept of one score, hardly regularised. */
function calibrate(scores: readonly number[]): Calibration {
  const { weights, intercept } = fitLogistic(
    scores.map((score) => ({ indices: [0], values: [score] })),
    labels,
    1,
    1e-5,
    3000,
  );
  return { slope: weights[0]!, intercept };
}

const folds = 5;

function trainHead(rows: readonly SparseRow[], size: number, l2: number) {
  const scores = new Array<number>(rows.length).fill(0);
  for (let fold = 0; fold < folds; fold++) {
    const inside = rows.map((_, row) => row).filter((row) => row % folds !== fold);
    const fit = fitLogistic(
      inside.map((row) => rows[row]!),
      inside.map((row) => labels[row]!),
      size,
      l2,
    );
    rows.forEach((row, i) => {
      if (i % folds === fold) scores[i] = scoreOf(row, fit.weights, fit.intercept);
    });
  }
  const right = scores.filter((score, i) => (score > 0 ? 1 : 0) === labels[i]).length;
  const { weights, intercept } = fitLogistic(rows, labels, size, l2);
  const outer = calibrate(scores);
  const head = {
    slope: outer.slope,
    intercept: outer.slope * intercept + outer.intercept,
    weights: writeWeights(weights),
  };
  return { head, accuracy: right / rows.length };
}

/** As readWeights of heads.ts reads them. */
function writeWeights(weights: ArrayLike<number>): string {
  const bytes = Buffer.alloc(4 * weights.length);
  for (let i = 0; i < weights.length; i++) bytes.writeFloatLE(weights[i]!, 4 * i);
  return bytes.toString('base64');
}

function ngramRows(): readonly SparseRow[] {
  const reader = makeNgramReader(
    (read('afinn.json') as AfinnLexicon).words,
    read('vader.json') as Record<string, number>,
  );
  return training.map(({ text }) => {
    const { buckets, count, dense } = reader(text);
    const value = 1 / Math.sqrt(Math.max(1, count));
    const bySlot = new Map<number, number>();
    for (let i = 0; i < count; i++) bySlot.set(buckets[i]!, (bySlot.get(buckets[i]!) ?? 0) + value);
    dense.forEach((feature, i) => bySlot.set(ngramBuckets + i, feature));
    return { indices: [...bySlot.keys()], values: [...bySlot.values()] };
  });
}

async function encoderRows(): Promise<readonly SparseRow[]> {
  const encoder = await loadSentenceEncoder();
  const rows: SparseRow[] = [];
  for (const { text } of training) {
    const [values = []] = await encoder.embed([text]);
    rows.push({ indices: values.map((_, i) => i), values });
  }
  return rows;
}

async function main(): Promise<void> {
  const lexicon = read('afinn.json') as AfinnLexicon;
  const texts = training.map(({ text }) => text);
  const encoded = await encoderRows();
  const best = (rows: readonly SparseRow[], size: number, penalties: readonly number[]) =>
    penalties.map((l2) => ({ l2, ...trainHead(rows, size, l2) })).reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const ngram = best(ngramRows(), ngramBuckets + denseFeatures, [3e-4, 1e-4]);
  const use = best(encoded, 512, [3e-4, 1e-4]);
  const heads: Heads = {
    trainedOn: `${String(training.length)} of the sentences in the test fixtures of the npm package sentiment, drawn with seed ${String(trainingSeed)}`,
    afinn: calibrate(texts.map(afinnFeature(lexicon))),
    vader: calibrate(texts.map(makeVaderScorer(read('vader.json') as Record<string, number>))),
    wink: calibrate(texts.map(loadWink())),
    ngram: ngram.head,
    use: use.head,
  };
  writeFileSync(join(folder, 'heads.json'), `${JSON.stringify(heads)}\n`);
  for (const [name, { l2, accuracy }] of Object.entries({ ngram, use })) {
    console.log(`${name}: l2 ${String(l2)}, accuracy across folds ${accuracy.toFixed(3)}`);
  }
}

void main();
