// Rows are taken for one only where every model would be sent the same about them, by whole runs over a local server: neither texts made to meet in a
// hash nor lone surrogates let one row be answered with another's answer.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { roughTokens, type Answerer } from '../support/answerers';
import { meetingTexts } from '../support/meetingTexts';
import { startLiveRun, type LiveRun } from './liveRun';

const price = { inputPerMillion: 1, outputPerMillion: 4 };
const models = [
  { id: 'cheap', model: 'small', price: { inputPerMillion: 0.1, outputPerMillion: 0.4 } },
  { id: 'big', model: 'big', price },
];

describe('rows that look alike', function () {
  this.timeout(60_000);
  const [meeting] = meetingTexts();
  let isSpam: (content: string) => boolean;
  let live: LiveRun;
  before(async () => {
    const answerer: Answerer = ({ content }) => {
      const usage = { inputTokens: roughTokens(content), outputTokens: 2 };
      return { text: isSpam(content) ? 'spam' : 'ham', ...usage };
    };
    live = await startLiveRun({
      ...{ texts: meeting!, answerer, models },
      priceOf: () => ({ type: 'token', ...price }),
    });
  });
  after(() => live.close());

  async function run(changes: Parameters<LiveRun['run']>[0]) {
    const { requests } = live.server.ledger;
    const result = await live.run({ strategy: 'reference', ...changes }, { checkAll: true });
    assert.equal(result.state, 'finished', result.message);
    const rows: Record<string, string>[] = parse(readFileSync(result.output!, 'utf8'), { columns: true });
    return {
      ...{ answers: rows.map(({ smart_answer: answer }) => answer), deviatingRows: result.deviatingRows },
      requests: live.server.ledger.requests - requests,
    };
  }

  it('have each its own answer where their texts were made to meet in a hash', async () => {
    isSpam = (content) => content.includes(meeting![1]);
    assert.deepEqual(await run({}), { answers: ['ham', 'spam'], deviatingRows: [], requests: 2 });
  });

  it('have each its own answer where they differ in a lone surrogate', async () => {
    const dataset = join(live.folder, 'surrogates.jsonl');
    const units = [String.raw`\ud800`, String.raw`\udbff`, String.raw`\ufffd`];
    writeFileSync(dataset, units.map((unit) => `{"text":"message ${unit}"}\n`).join(''));
    isSpam = (content) => content.includes('\ud800');
    const out = join(live.folder, 'surrogates.out.csv');
    assert.deepEqual(await run({ dataset, out }), {
      ...{ answers: ['spam', 'ham', 'ham'], deviatingRows: [], requests: 3 },
    });
  });

  it('share one answer where they are identical, and whoever checks all rows sees what the model says of each', async () => {
    const dataset = join(live.folder, 'copies.csv');
    writeFileSync(dataset, 'text\nthe same\nthe same\nanother\nthe same\n');
    let asked = 0;
    isSpam = (content) => content.includes('the same') && asked++ > 0;
    // Two are asked in the run, the two copies by who checks: the model says otherwise of them.
    assert.deepEqual(await run({ dataset }), {
      ...{ answers: ['ham', 'ham', 'ham', 'ham'], deviatingRows: [1, 3], requests: 4 },
    });
  });
});
