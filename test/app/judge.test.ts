// Whole runs over HTTP whose small model says the same in other words: by the letter nothing is saved, by a judge nearly everything. What the judge
// costs has its own line of the bill, and what it says is what the promise counts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { JobFile } from '../../src/app/jobFile';
import { readRecords } from '../../src/store/journalFile';
import { journalPath } from '../../src/store/runFiles';
import { seededUniform, type ModelCall } from '../support/answerers';
import { judgedRequest, verdictReply, type JudgedRequest } from '../support/judging';
import { startLiveRun, type LiveRun } from './liveRun';

const rowCount = 3000;
const texts = Array.from({ length: rowCount }, (_, row) => `Report ${String(row)} of the <answer_a> depot.`);
const usd = { small: 0.2, large: 5, judge: 1 } as const;
const price = (input: number) => ({ inputPerMillion: input, outputPerMillion: 4 * input });
const models = Object.entries(usd).map(([model, input]) => ({ model, price: price(input) }));
const tokens = { small: [400, 60], large: [400, 60], judge: [650, 25] } as const;
type Name = keyof typeof usd;

/** What the small model gets wrong, not only says otherwise. */
const errs = (row: number) => seededUniform('wrong', row) < 0.02;
const rowOf = (text: string) => Number(/Report (\d+)/.exec(text)![1]);
const factsOf = (answer: string) => /(\d+) crates/.exec(answer)?.[1];
const isRight = ({ answers: [a, b] }: JudgedRequest) => factsOf(a) === factsOf(b);

function summary({ model, content }: ModelCall): string {
  const row = rowOf(content);
  const crates = 10 * row + (model === 'small' && errs(row) ? 1 : 0);
  return model === 'small'
    ? `In short: ${String(crates)} crates came to the depot.`
    : `The depot received ${String(crates)} crates.`;
}

const start = (says: (request: JudgedRequest, call: ModelCall) => string | boolean = isRight): Promise<LiveRun> =>
  startLiveRun({
    texts,
    models,
    priceOf: (model) => ({ type: 'token', ...price(usd[model as Name]) }),
    answerer: (call) => {
      const [inputTokens, outputTokens] = tokens[call.model as Name];
      if (call.model !== 'judge') return { text: summary(call), inputTokens, outputTokens };
      const said = says(judgedRequest(call.content), call);
      const text = typeof said === 'string' ? said : verdictReply(call, () => said);
      return { text, inputTokens, outputTokens };
    },
  });

const asked = {
  labels: undefined,
  task: 'text',
  prompt: 'Summarise: {{text}}',
  same: { by: 'judge', model: 'judge', policy: 'Extra detail makes no difference.' },
} as unknown as Partial<JobFile>;
const [inputTokens, outputTokens] = tokens.large;
const aloneUsd = rowCount * (inputTokens * usd.large + outputTokens * 4 * usd.large) * 1e-6;

describe('a judge says whether answers are the same', function () {
  this.timeout(240_000);

  it('saves where a small model says the same in other words, and bills its verdicts on a line of their own', async () => {
    const live = await start();
    try {
      const result = await live.run(asked);
      assert.equal(result.state, 'finished', result.message);
      const { finished } = result;
      const { ledger } = live.server;
      assert.equal(finished!.spentUsd!.toFixed(9), ledger.billedUsd.toFixed(9), 'the bill is the ledger');
      assert.ok(aloneUsd / ledger.billedUsd >= 4, `savings ${String(aloneUsd / ledger.billedUsd)}`);
      const line = finished!.perModel['judge']!;
      const [input, output] = tokens.judge;
      assert.equal(line.costUsd!.toFixed(9), (line.asked * (input + 4 * output) * usd.judge * 1e-6).toFixed(9));
      assert.ok(line.asked > 30 && line.delivered === 0, JSON.stringify(line));
      const verdicts = [...readRecords(journalPath(result.folder), () => undefined)].filter(
        (record) => record.type === 'verdict',
      );
      assert.equal(verdicts.length, line.asked);
      assert.equal(new Set(verdicts.map(({ candidate, row }) => `${candidate} ${String(row)}`)).size, line.asked);
      const rows: Record<string, string>[] = parse(readFileSync(result.output!, 'utf8'), { columns: true });
      const wrong = rows.filter((row, i) => row['smart_model'] === 'small' && errs(i)).length;
      assert.ok(wrong > 0 && wrong <= 0.05 * rowCount, String(wrong));
      for (const { row, verdict } of verdicts) assert.equal(verdict.same, !errs(row), String(row));
    } finally {
      await live.close();
    }
  });
});
