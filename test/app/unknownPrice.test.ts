// Models whose price nobody knows: a cap is refused before anything is sent, and without one the run works, saves calls, and says "unknown"
// wherever money would stand: never 0, never NaN, never a figure made up.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { makeRowCosts } from '../../src/app/rowCosts';
import { InputError } from '../../src/engine/inputError';
import type { StrategyName } from '../../src/engine/strategy';
import { syntheticAnswerer } from '../support/answerers';
import { spamTask, testModel } from '../support/requests';
import { type LiveRun, startLiveRun } from './liveRun';
import { inEnglish } from '../../src/engine/report/reasonsInEnglish';

const price = (inputPerMillion: number) => ({ price: { inputPerMillion, outputPerMillion: 4 * inputPerMillion } });
const small = { model: 'small' };
const mid = { model: 'mid' };
const large = { model: 'large' };
type Ladder = { readonly models: readonly object[]; readonly strategies: readonly StrategyName[] };
const ladders: Readonly<Record<string, Ladder>> = {
  'no price is known': {
    models: [small, mid, large],
    strategies: ['certified', 'profile-all', 'profile-smart', 'model-mix'],
  },
  'a candidate has none': {
    models: [small, { ...mid, ...price(1) }, { ...large, ...price(10) }],
    strategies: ['certified', 'model-mix'],
  },
  'the reference has none': {
    models: [{ ...small, ...price(0.1) }, { ...mid, ...price(1) }, large],
    strategies: ['certified', 'model-mix'],
  },
};
const texts = Array.from({ length: 200 }, (_, row) => `message ${String(row)}`);

describe('unknown prices', function () {
  this.timeout(300_000);
  let live: LiveRun;
  beforeEach(async () => {
    live = await startLiveRun({
      texts,
      answerer: syntheticAnswerer(['ham', 'spam'], { small: 0.02, mid: 0.01 }),
      priceOf: () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 4 }),
    });
  });
  afterEach(() => live.close());

  for (const [title, { models, strategies }] of Object.entries(ladders)) {
    it(`${title}: a cap is refused with the ways out, and nothing is sent or written`, async () => {
      await assert.rejects(live.run({ reference: 'large', budgetUsd: 1 }, {}, { models }), (error) => {
        assert.ok(error instanceof InputError);
        assert.match(
          error.message,
          /not known, so the cap of \$1 cannot be kept\. Write in the ladder[^]*take the cap away/,
        );
        return true;
      });
      assert.equal(live.server.ledger.requests, 0);
      assert.ok(!existsSync(join(live.folder, 'runs')));
    });

    for (const strategy of strategies) {
      it(`${title}: ${strategy} saves calls of the reference and tells no money that is not known`, async () => {
        const columns = { answer: 'answer', cost: 'cost' };
        const changes = { reference: 'large', accuracy: 0.9, strategy, columns };
        const result = await live.run(changes, {}, { models });
        assert.equal(result.state, 'finished', result.message);
        const finished = result.finished!;
        assert.ok(finished.perModel['large']!.asked < texts.length / 2, 'calls are saved');
        assert.equal(finished.spentUsd, undefined);
        assert.equal(finished.savings, undefined);
        for (const event of result.events) {
          if (event.type === 'run-finished' || event.type === 'run-started') continue;
          assert.doesNotMatch(JSON.stringify(event), /Usd|null|\$\d/, event.type);
        }
        assert.ok(
          result.events.some(
            (event) => event.type === 'noted' && /No price is known for/.test(inEnglish(event.message)),
          ),
        );
        const cells: Record<string, string>[] = parse(await readFile(result.output!, 'utf8'), { columns: true });
        const unpriced = title !== 'the reference has none';
        assert.ok(
          cells.some(({ cost }) => cost === ''),
          'a row whose cost is unknown has no figure',
        );
        if (unpriced && title === 'no price is known') assert.ok(cells.every(({ cost }) => cost === ''));
        assert.ok(cells.every(({ cost }) => cost === '' || Number(cost) > 0));
        for (const ending of ['md', 'html', 'json']) {
          const report = await readFile(join(result.folder, `report.${ending}`), 'utf8');
          assert.doesNotMatch(report, /NaN|Infinity|undefined/, ending);
          if (title === 'no price is known') assert.doesNotMatch(report, /\$\d/, ending);
        }
        assert.match(await readFile(join(result.folder, 'report.md'), 'utf8'), /unknown, because a price is unknown/);
      });
    }
  }
});

describe('makeRowCosts', () => {
  const known = (usd: number) => ({ price: { type: 'token' as const, inputPerMillion: usd, outputPerMillion: usd } });
  const unknown = { price: { type: 'unknown' as const } };
  for (const prices of [
    [unknown, unknown, unknown],
    [known(1), unknown, unknown],
    [known(1), known(2), unknown],
    [known(1), unknown, known(10)],
    [unknown, unknown, known(10)],
  ]) {
    it(`goes from cheap to dear: ${prices.map((each) => each.price.type).join(', ')}`, () => {
      const models = prices.map((each, index) => testModel(`m${String(index)}`, each));
      const costs = models.map((_, index) => makeRowCosts(models, spamTask, 400)(index, 400));
      for (const [index, cost] of costs.entries()) assert.ok(cost > (costs[index - 1] ?? 0), costs.join(' '));
      assert.equal(makeRowCosts(models, spamTask, 400)(0, 800) > costs[0]!, true);
    });
  }
});
