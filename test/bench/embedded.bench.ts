// Accuracy, agreement with the reference (`use`), calibration and speed of the embedded classifiers, and the ratio of our lexicon scorers to the
// packages they replace. Run: node esbuild.js --tests && node dist/test/bench/embedded.bench.js [--no-use]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sentiment from 'sentiment';
import { SentimentIntensityAnalyzer } from 'vader-sentiment';
import { formatContent } from '../../src/engine/prompt/fieldTags';
import type { Task } from '../../src/engine/task/task';
import { embeddedModel } from '../../src/providers/embedded/embeddedLadder';
import { createEmbeddedProvider } from '../../src/providers/embedded/embeddedProvider';
import { makeAfinnScorer, type AfinnLexicon } from '../../src/providers/embedded/afinn';
import { readSampleSentences, trainingRows } from '../../src/providers/embedded/sampleSentences';
import { loadSentenceEncoder, type EmbeddedId } from '../../src/providers/embedded/sentimentModels';
import { makeVaderScorer } from '../../src/providers/embedded/vader';

const mediaFolder = join(__dirname, '../../../media/embedded');
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const read = (name: string): unknown => JSON.parse(readFileSync(join(mediaFolder, name), 'utf8'));

const sentences = readSampleSentences();
const isTraining = trainingRows(sentences.length);
const task: Task = { type: 'labels', labels: ['positive', 'negative'] };
const never = new AbortController().signal;

type Answers = {
  readonly texts: readonly string[];
  readonly confidences: readonly number[];
  readonly cpuSecondsPerRow: number;
};

/** As a driver asks: several at once, so that the encoder gets batches. */
const asksTogether = 16;

async function answer(id: EmbeddedId): Promise<Answers> {
  const provider = createEmbeddedProvider({ mediaFolder, cpuSeconds });
  const model = embeddedModel(id);
  const texts: string[] = [];
  const confidences: number[] = [];
  let cpu = 0;
  for (let from = 0; from < sentences.length; from += asksTogether) {
    const replies = await Promise.all(
      sentences.slice(from, from + asksTogether).map(({ text }) => {
        const content = formatContent(['text'], [text]);
        return provider.ask({ model, instruction: '', content, task }, never);
      }),
    );
    for (const reply of replies) {
      texts.push(reply.text);
      confidences.push(reply.confidence ?? NaN);
      cpu += reply.usage.cpuSeconds ?? 0;
    }
  }
  return { texts, confidences, cpuSecondsPerRow: cpu / sentences.length };
}

const share = (rows: readonly number[], isSo: (row: number) => boolean) =>
  (rows.filter(isSo).length / rows.length).toFixed(3);

/** Mean confidence against the share that is right: how far the promises of a model's confidence can be trusted. */
function calibration(rows: readonly number[], answers: Answers): string {
  const mean = rows.reduce((sum, row) => sum + answers.confidences[row]!, 0) / rows.length;
  return `${mean.toFixed(3)} sure, ${share(rows, (row) => answers.texts[row] === sentences[row]!.label)} right`;
}

async function quality(): Promise<void> {
  const ids: EmbeddedId[] = ['afinn', 'vader', 'wink', 'ngram'];
  if (!process.argv.includes('--no-use')) ids.push('use');
  const all = new Map<EmbeddedId, Answers>();
  for (const id of ids) all.set(id, await answer(id));
  const reference = all.get('use');
  const held = sentences.map((_, row) => row).filter((row) => !isTraining[row]);
  const trained = sentences.map((_, row) => row).filter((row) => isTraining[row]);
  console.log(`${String(sentences.length)} sentences, ${String(held.length)} of them not used in training`);
  for (const [id, answers] of all) {
    const right = (row: number) => answers.texts[row] === sentences[row]!.label;
    const agrees = (row: number) => answers.texts[row] === reference?.texts[row];
    const agreement = reference
      ? `, agreement with use ${share(held, agrees)} (training rows ${share(trained, agrees)})`
      : '';
    console.log(
      `${id}: accuracy ${share(held, right)} (training rows ${share(trained, right)})${agreement}; ${calibration(held, answers)}; ` +
        `${answers.cpuSecondsPerRow.toExponential(2)} CPU s per row, ${Math.round(1 / answers.cpuSecondsPerRow).toString()} rows per CPU s`,
    );
  }
}

function rate(texts: readonly string[], score: (text: string) => unknown, rounds: number): number {
  for (const text of texts.slice(0, 500)) score(text);
  const before = cpuSeconds();
  for (let round = 0; round < rounds; round++) for (const text of texts) score(text);
  return (texts.length * rounds) / (cpuSeconds() - before);
}

/** Texts of 300 characters, made of the sentences. */
function longTexts(): string[] {
  const joined = sentences.map(({ text }) => text).join(' ');
  return Array.from({ length: Math.floor(joined.length / 300) }, (_, i) => joined.slice(300 * i, 300 * i + 300));
}

async function throughput(): Promise<void> {
  const afinn = makeAfinnScorer(read('afinn.json') as AfinnLexicon);
  const vader = makeVaderScorer(read('vader.json') as Record<string, number>);
  const packageAfinn = new Sentiment();
  for (const [name, texts] of [
    ['sentences', sentences.map(({ text }) => text)],
    ['300 characters', longTexts()],
  ] as const) {
    const report = (model: string, ours: number, theirs: number) => {
      console.log(
        `${model}, ${name}: ours ${Math.round(ours).toString()} rows per CPU s, package ${Math.round(theirs).toString()}, ratio ${(ours / theirs).toFixed(1)}`,
      );
    };
    report(
      'afinn',
      rate(texts, afinn, 40),
      rate(texts, (text) => packageAfinn.analyze(text), 5),
    );
    report(
      'vader',
      rate(texts, vader, 20),
      rate(texts, (text) => SentimentIntensityAnalyzer.polarity_scores(text), 1),
    );
  }
  const provider = createEmbeddedProvider({ mediaFolder, cpuSeconds });
  const contents = longTexts().map((text) => formatContent(['text'], [text]));
  for (const id of ['afinn', 'vader', 'ngram', 'wink'] as const) {
    const model = embeddedModel(id);
    await provider.ask({ model, instruction: '', content: contents[0]!, task }, never);
    const rounds = id === 'wink' ? 3 : 30;
    const before = cpuSeconds();
    for (let round = 0; round < rounds; round++) {
      for (const content of contents) await provider.ask({ model, instruction: '', content, task }, never);
    }
    const perSecond = (rounds * contents.length) / (cpuSeconds() - before);
    console.log(`${id} through the provider, 300 characters: ${Math.round(perSecond).toString()} rows per CPU s`);
  }
}

/** What the encoder gains from several texts per call. */
async function batches(): Promise<void> {
  const model = await loadSentenceEncoder();
  const texts = sentences.slice(0, 64).map(({ text }) => text);
  for (const text of texts.slice(0, 16)) await model.embed([text]);
  for (const size of [1, 4, 1, 4, 16]) {
    const before = cpuSeconds();
    for (let i = 0; i < texts.length; i += size) await model.embed(texts.slice(i, i + size));
    console.log(`use, ${String(size)} per call: ${(texts.length / (cpuSeconds() - before)).toFixed(1)} rows per CPU s`);
  }
}

async function main(): Promise<void> {
  await throughput();
  if (!process.argv.includes('--no-use')) await batches();
  await quality();
}

void main();
