// What a row costs each model as an estimate tells it: input tokens counted on a sample of the rows, output tokens as measured where answers are
// there, else by the prior; and between which ends the truth lies nearly always.
import type { Forecast } from '../engine/events';
import { isVariant, rowsPerRequestOf, type Model } from '../engine/model';
import { expectedCostOf } from '../engine/money/cost';
import type { EstimateNote } from '../engine/money/estimateNotes';
import { packedContent } from '../engine/prompt/packedRows';
import type { Prompt } from '../engine/prompt/template';
import { makeRandom, shuffle } from '../engine/random';
import { asciiCharactersPerToken, tokenCounterFor, type TokenCounter } from '../providers/tokenCount';
import type { MeasuredAnswer, MeasuredUsage } from './measuredUsage';
import { mayThinkUnseen, outputTokensOf, type TokenRange } from './outputTokens';
import type { JobPlan } from './planJob';

export type ExpectedCosts = {
  /** Dollars per row and model, in the ladder's order; undefined where a price is unknown. */
  readonly costs: readonly (Forecast | undefined)[];
  /** How tokens were counted. */
  readonly notes: readonly EstimateNote[];
};

/** Rows whose tokens are counted; their mean stands for the rest. */
const countedRows = 200;
/** Fewer answers than this measure nothing. */
const fewestMeasured = 3;
/** Counted input may be off by a tenth: chat templates and forced schemas are the provider's. */
const inputSpread = 1.1;

export async function expectedCosts(plan: JobPlan, measured: MeasuredUsage = new Map()): Promise<ExpectedCosts> {
  const { models, problem, job } = plan;
  const order = shuffle(
    Int32Array.from({ length: problem.rowCount }, (_, row) => row),
    makeRandom(problem.seed, 'estimate'),
  );
  const counted = order.slice(0, countedRows);
  const shared = await contentsOf(plan, plan.prompt, counted);
  const named = { measured: new Map<number, string[]>(), unknown: [] as string[], guessed: [] as string[] };
  const encodings = new Set<string | undefined>();
  const costOfModel = async (model: Model): Promise<Forecast | undefined> => {
    if (model.price.type === 'cpu') return exactly(model.price.usdPerCpuSecond * model.price.nominalSecondsPerRow);
    const counter = await tokenCounterFor(model.modelId);
    const answers = (measured.get(model.id) ?? []).filter(({ row }) => row < problem.rowCount);
    const isMeasured = answers.length >= fewestMeasured;
    if (isMeasured) named.measured.set(answers.length, [...(named.measured.get(answers.length) ?? []), model.id]);
    else named[mayThinkUnseen(model) ? 'unknown' : 'guessed'].push(model.id);
    encodings.add(counter.encoding);
    const prompt = plan.prompt.of(model);
    const contents = isVariant(model) ? await contentsOf(plan, prompt, counted) : shared;
    let input = meanInput(counter, prompt, model, contents);
    if (isMeasured) input *= await inputFactor(counter, plan, prompt, model, answers);
    const output = isMeasured ? measuredOutput(answers) : outputTokensOf(model, job.task);
    const usd = (inputTokens: number, outputTokens: number) => expectedCostOf(inputTokens, outputTokens, model.price);
    const spread = isMeasured ? 1 : inputSpread;
    const [lowUsd, expectedUsd, highUsd] = [
      usd(input / spread, output.low),
      usd(input, output.expected),
      usd(input * spread, output.high),
    ];
    if (lowUsd === undefined || expectedUsd === undefined || highUsd === undefined) return undefined;
    return { lowUsd, expectedUsd, highUsd };
  };
  const costs: (Forecast | undefined)[] = [];
  for (const model of models) costs.push(await costOfModel(model));
  const known = [...encodings].filter((encoding) => encoding !== undefined);
  return {
    costs,
    notes: [
      ...[...named.measured].map(([answers, of]) => ({ type: 'measured' as const, models: of, answers })),
      ...(named.guessed.length > 0 ? [{ type: 'guessed' as const, models: named.guessed }] : []),
      ...(named.unknown.length > 0 ? [{ type: 'unknown-names' as const, models: named.unknown }] : []),
      ...(known.length > 0 ? [{ type: 'counted' as const, encodings: known }] : []),
      ...(encodings.has(undefined)
        ? [{ type: 'by-characters' as const, charactersPerToken: asciiCharactersPerToken }]
        : []),
    ],
  };
}

const exactly = (usd: number): Forecast => ({ lowUsd: usd, expectedUsd: usd, highUsd: usd });

async function contentsOf({ dataset }: JobPlan, prompt: Prompt, rows: Int32Array): Promise<string[]> {
  const contents: string[] = [];
  for await (const row of dataset.rows(rows.slice().sort())) contents.push(prompt.render(row).content);
  return contents;
}

function meanInput(counter: TokenCounter, prompt: Prompt, model: Model, contents: readonly string[]): number {
  const rows = rowsPerRequestOf(model);
  const shared =
    rows === 1
      ? counter.count(prompt.instruction)
      : counter.count(prompt.renderTogether([]).instruction) / rows + counter.count(packedContent(['']));
  return shared + contents.reduce((sum, text) => sum + counter.count(text), 0) / contents.length;
}

/** What providers counted on the measured rows, over what is counted here: their frame and their tokeniser. */
async function inputFactor(
  counter: TokenCounter,
  plan: JobPlan,
  prompt: Prompt,
  model: Model,
  answers: readonly MeasuredAnswer[],
): Promise<number> {
  const some = answers.slice(0, countedRows);
  const contents = await contentsOf(plan, prompt, Int32Array.from(new Set(some.map(({ row }) => row))));
  const told = some.reduce((sum, { inputTokens }) => sum + inputTokens, 0) / some.length;
  return told / meanInput(counter, prompt, model, contents);
}

/**
 * The mean output of few answers, of which one may have thought ten times as long as the others: the longest in ten counts as the second-longest
 * (winsorised). Of blocks of ten answers of three thinking models 78 to 88 % come within a quarter of the mean of 3,000 that way, 73 to 81 % without.
 * The ends are two standard errors away, widened for what few answers do not show.
 */
function measuredOutput(answers: readonly MeasuredAnswer[]): TokenRange {
  const tokens = answers.map(({ outputTokens }) => outputTokens).sort((a, b) => a - b);
  const { length } = tokens;
  const clipped = length < 5 ? 0 : Math.ceil(length / 10);
  // With many answers the tail is known and belongs to the mean.
  const most = length >= 100 ? Infinity : tokens[length - 1 - clipped]!;
  const mean = tokens.reduce((sum, count) => sum + Math.min(count, most), 0) / length;
  const plain = tokens.reduce((sum, count) => sum + count, 0) / length;
  const squares = tokens.reduce((sum, count) => sum + (count - plain) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, length - 1) / length) / Math.max(1e-9, plain);
  const factor = Math.exp(2 * Math.min(1, error) + 0.3 / Math.sqrt(length));
  return { low: mean / factor, expected: mean, high: Math.max(plain, mean) * factor };
}
