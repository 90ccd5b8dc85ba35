// A run as the panel hears it: a strategy driven over seeded synthetic answers, with the events that the real driver adds (phases,
// progress, failures). Rows have a hidden difficulty that makes the cheaper models err together, as real ones do.
import { AnswerTable, type Answer } from '../../../src/engine/answerTable';
import type { ModelTotals, RunEvent } from '../../../src/engine/events';
import type { Model } from '../../../src/engine/model';
import { makeRandom } from '../../../src/engine/random';
import { agreementOf, decisionsOf } from './explanations';
import { allowedDeviations, type Delivery, type Strategy, type StrategyName } from '../../../src/engine/strategy';

export type Recording = {
  readonly events: readonly RunEvent[];
  readonly delivery: Delivery;
  readonly table: AnswerTable;
};

const token = (inputPerMillion: number, outputPerMillion: number) =>
  ({ type: 'token', inputPerMillion, outputPerMillion }) as const;
export const ladder: readonly (Model & { readonly skill: number; readonly usd: number })[] = [
  {
    id: 'gpt-5-nano',
    provider: 'openai',
    modelId: 'gpt-5-nano',
    price: token(0.05, 0.4),
    settings: {},
    skill: 0.86,
    usd: 0.000031,
  },
  {
    id: 'claude-haiku-4-5',
    provider: 'anthropic',
    modelId: 'claude-haiku-4-5',
    price: token(1, 5),
    settings: {},
    skill: 0.945,
    usd: 0.00014,
  },
  {
    id: 'gpt-5-mini',
    provider: 'openai',
    modelId: 'gpt-5-mini',
    price: token(0.25, 2),
    settings: {},
    skill: 0.968,
    usd: 0.00019,
  },
  { id: 'gpt-5', provider: 'openai', modelId: 'gpt-5', price: token(1.25, 10), settings: {}, skill: 1, usd: 0.0026 },
];
const reference = ladder.length - 1;
export const labels = ['positive', 'negative'] as const;

/** Answers of every model on every row; the reference fails on a few. */
function makeAnswers(rows: number, seed: number): (model: number, row: number) => Answer {
  const difficulty = makeRandom(seed, 'difficulty');
  const truth = makeRandom(seed, 'truth');
  const luck = makeRandom(seed, 'luck');
  const facts = Array.from({ length: rows }, () => {
    const hard = difficulty.next();
    return {
      label: labels[truth.below(2)]!,
      isBroken: difficulty.next() < 0.0018,
      perModel: ladder.map(({ skill, usd }) => {
        // Errors gather on the hard rows; what is left is plain chance.
        const isWrong = hard > 1 - (1 - skill) * 0.8 ? luck.next() < 0.9 : luck.next() < (1 - skill) * 0.28;
        return {
          isWrong,
          confidence: Math.min(
            0.999,
            Math.max(0.5, (isWrong ? 0.78 : 0.97) - hard * 0.12 + (luck.next() - 0.5) * 0.16),
          ),
          costUsd: usd * (0.6 + 0.8 * luck.next()),
        };
      }),
    };
  });
  return (model, row) => {
    const { label, isBroken, perModel } = facts[row]!;
    const { isWrong, confidence, costUsd } = perModel[model]!;
    if (model === reference && isBroken) return { status: 'failed', costUsd: 0 };
    const key = isWrong && model !== reference ? labels.find((other) => other !== label)! : label;
    return { status: 'valid', key, text: key, costUsd, confidence };
  };
}

export type RecordOptions = {
  /** Adds agreement, paths, forecast and mix as `certified` tells them; for strategies that tell them themselves, leave it out. */
  readonly isExplained?: boolean;
  readonly strategy: Strategy;
  readonly name: StrategyName;
  readonly rows: number;
  readonly seed: number;
  readonly accuracy: number;
  readonly budgetUsd?: number;
};

export function recordRun({
  strategy,
  name,
  rows,
  seed,
  accuracy,
  budgetUsd,
  isExplained = false,
}: RecordOptions): Recording {
  const answers = makeAnswers(rows, seed);
  const table = new AnswerTable(ladder.length, rows, reference);
  const events: RunEvent[] = [];
  const confidence = 0.95;
  const allowed = allowedDeviations(accuracy, rows);
  events.push({
    type: 'run-started',
    runId: 'recorded',
    dataset: 'reviews.csv',
    rows,
    distinctRows: rows,
    models: ladder.map(({ id }) => id),
    reference: ladder[reference]!.id,
    strategy: name,
    accuracy,
    confidence,
    allowed,
    seed,
    isResumed: false,
    ...(budgetUsd !== undefined && { budgetUsd }),
  });
  const run = strategy({
    models: ladder,
    reference,
    rowCount: rows,
    accuracy,
    confidence,
    seed,
    table,
    features: { length: (row) => 60 + ((row * 37) % 240), expectedCost: (model) => ladder[model]!.usd },
  });
  let callsDone = 0;
  let elapsedMs = 1200;
  let referenceUsd = 0;
  let failedRows = 0;
  for (let row = 0; row < rows; row++) referenceUsd += answers(reference, row).costUsd ?? ladder[reference]!.usd;
  const totals = (delivered?: readonly number[]): Record<string, ModelTotals> =>
    Object.fromEntries(
      ladder.map(({ id }, model) => [
        id,
        {
          asked: table.asked[model]!,
          delivered: delivered?.[model] ?? 0,
          costUsd: table.spentUsd[model]!,
          inputTokens: table.asked[model]! * 118,
          outputTokens: table.asked[model]! * 4,
        },
      ]),
    );
  const spentUsd = () => table.spentUsd.reduce((sum, usd) => sum + usd, 0);
  const progress = (rowsDone: number, callsPlanned: number) => {
    events.push({
      type: 'progressed',
      perModel: totals(),
      rowsDone,
      spentUsd: spentUsd(),
      referenceUsd,
      elapsedMs,
      callsDone,
      callsPlanned,
    });
  };
  let phase = '';
  for (;;) {
    const turn = run.next();
    if (turn.done) return finish(turn.value);
    const step = turn.value;
    if (step.type === 'explain') {
      events.push(step.event);
      continue;
    }
    if (step.type !== 'ask') continue;
    const open = step.calls
      .flatMap(({ model, rows: list }) => Array.from(list, (row) => [model, row] as const))
      .filter(([model, row]) => !table.isAsked(model, row));
    if (step.phase !== phase) {
      events.push({ type: 'phase-started', phase: step.phase, calls: open.length });
      if (isExplained) events.push(...decisionsOf(step.phase, ladder, rows));
    }
    ({ phase } = step);
    const planned = callsDone + open.length;
    open.forEach(([model, row], index) => {
      const answer = answers(model, row);
      table.record(model, row, answer);
      callsDone++;
      elapsedMs += 14;
      if (isExplained && phase !== 'apply' && model === reference && table.asked[reference]! % 10 === 0)
        events.push(...agreementOf(table, ladder, accuracy, confidence));
      if (answer.status === 'failed') {
        failedRows++;
        events.push({
          type: 'row-failed',
          row,
          model: ladder[model]!.id,
          kind: row % 3 === 0 ? 'refused' : 'server',
          message:
            row % 3 === 0
              ? 'The model refused to answer (content filter).'
              : 'The server answered 503 five times; gave up after 41 s.',
        });
      }
      if (index % 60 === 59 || index === open.length - 1) progress(table.asked[reference]!, planned);
    });
  }

  function finish(delivery: Delivery): Recording {
    const delivered = ladder.map((_, model) =>
      delivery.model.reduce((count, given) => count + (given === model ? 1 : 0), 0),
    );
    const spent = spentUsd();
    events.push({
      type: 'run-finished',
      promise: {
        rows,
        covered: rows - failedRows,
        allowed,
        accuracy,
        confidence,
        reference: ladder[reference]!.id,
        basis: name === 'certified' ? 'certified' : 'published',
      },
      perModel: totals(delivered),
      spentUsd: spent,
      referenceUsd,
      savings: referenceUsd / spent,
      failedRows,
      elapsedMs,
      output: 'reviews.smart.csv',
      report: 'report.md',
    });
    return { events, delivery, table };
  }
}
