// That the yardsticks of the benchmarks measure what they say: the sizes of PAC labels and of the certificate, a path that is plainly the best, the
// list of tuned constants, the peers' line-ups, the parts of a bill.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Answer } from '../../src/engine/answerTable';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { testModel } from '../support/requests';
import { partNames, sharesOfVariance, withParts } from './billParts';
import { ownValue, tuned } from './engineVariants';
import { goldTable, leastLabels, pacLabels, scoredRows } from './goldLabels';
import { bestLook, certifiedRule, pacRule } from './oneLook';
import { faultsOf, readPeers } from './peers';

describe('yardsticks of bench:recorded', () => {
  it('PAC labels need ln(.05) / ln(.95) rows without a deviation to certify 5 %', () => {
    const rule = pacRule(0.05, 0.05);
    assert.deepEqual([rule(58), rule(59), rule(92), rule(93)], [-1, 0, 0, 1]);
  });

  it('the oracle takes the path whose deviations stand at its end, pays for its sample, and keeps the promise', () => {
    const rows = Int32Array.from({ length: 1000 }, (_, row) => row);
    const avoidedUsd = Float64Array.from(rows, (row) => row + 1);
    const path = (name: string, deviating: Int32Array) => ({ name, rows, deviating, avoidedUsd, callsUsd: 10 });
    const late = path(
      'late',
      rows.filter((row) => row >= 900),
    );
    const spread = path(
      'spread',
      rows.filter((row) => row % 10 === 0),
    );
    const hindsight = { referenceUsd: 1000, rowCount: 1000, paths: [spread, late] };
    const best = bestLook(hindsight, 50, certifiedRule(1000, 50, 0.05), true)!;
    assert.equal(best.name, 'late');
    assert.ok(best.broken <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / 300), `${String(best.broken)} broken`);
    // At most all but the sample and the last 50 rows can be spared.
    assert.ok(best.savings > 5 && best.savings < 1000 / (best.size + 10), `${String(best.savings)} times`);
  });

  it('every constant that leave-one-out varies stands in the engine', () => {
    for (const constant of tuned) {
      const own = ownValue(resolve(__dirname, '../../..'), constant);
      assert.ok(!constant.values.includes(own), `${constant.name}: ${String(own)} is the source's own value`);
    }
  });

  it("a folder's line-up is every peer's candidates, not where a limit would go", () => {
    const { lines, lineups } = readPeers(
      'dataset,n,reference,candidates,delta,method,savings,share,runs\nd,9,r,a;b,0.1,smart,2.0,1,5\nd,9,r,c,0.10,bargain,3,1,5\nd,9,r,e,0.1,limit,7,,\n',
    );
    assert.deepEqual(lines.get('d 0.1'), { better: 3, limit: 7 });
    assert.deepEqual(lineups.get('d'), { reference: 'r', candidates: ['a', 'b', 'c'] });
  });

  it('a line is below its bar by the better peer, by savings, by broken promises beyond three standard errors', () => {
    const line = (savings: number, violations: number, better?: number) =>
      faultsOf(
        { confidence: 0.95, violations, mean: { costRatio: 1 / savings, savings }, runs: Array<never>(40) },
        better === undefined ? undefined : { better, limit: 9 },
      );
    assert.deepEqual(line(1.9, 6, 2), []);
    assert.deepEqual(line(1.89, 0, 2), ['0.94 of the better peer']);
    assert.deepEqual(line(0.985, 7), ['savings of 0.985', '7 of 40 promises broken']);
  });
});

describe('labels of a person as the reference, in recorded folders', () => {
  const column = (id: string, outputs: (string | undefined)[], usd: number) => ({
    ...{ id, outputs, meanCost: usd, costs: new Float64Array(outputs.length).fill(usd) },
    ...{ promptTokens: new Float64Array(), completionTokens: new Float64Array() },
    confidences: new Float64Array(outputs.length).fill(NaN),
  });
  const ids = ['1', '2', '3', '4', '5'];
  const table = goldTable({
    ...{ dataset: 'd', ids, texts: ids.map((id) => `text ${id}`), warnings: [] },
    gold: ['a', 'a', 'b', undefined, 'c'],
    models: [
      column('dear', ['a', 'a', 'a', 'a', undefined], 2),
      column('unpriced', ['a', 'b', 'a', 'a', 'a'], NaN),
      column('cheap', ['a', 'b', 'b', 'a', 'a'], 1),
    ],
  })!;

  it('are the rows that have one, a thousand times as expensive as any answer; what was not answered is unreadable', () => {
    assert.equal(table.rowCount, 4);
    assert.deepEqual(
      table.models.map(({ id }) => id),
      ['cheap', 'dear', 'unpriced', 'gold'],
    );
    assert.deepEqual(table.source(3, 3), { status: 'valid', key: 'c', costUsd: 2000 });
    assert.equal(table.source(1, 3).status, 'invalid');
    // Nobody says "c": that label cannot be spared, unless it may differ.
    assert.deepEqual([leastLabels(table, 0), leastLabels(table, 1)], [1, 0]);
  });

  it('PAC labels go by dissent where no confidence is told, and label all from the first threshold that may err too often', () => {
    const ways = scoredRows(table);
    assert.deepEqual(
      ways.map(({ name }) => name),
      ['cheap by dissent', 'dear by dissent', 'unpriced by dissent', 'vote'],
    );
    // All three agree on the first row only; the last has no answer of "dear".
    assert.equal(ways[1]!.rows[0], 0);
    assert.equal(ways[1]!.rows.length, 3);
    const rows = Int32Array.from({ length: 400 }, (_, row) => row);
    const isWrong = Uint8Array.from(rows, (row) => Number(row >= 300));
    const way = { name: 'w', rows, isWrong };
    // Every fourth row is sampled: 100 of them may show one error at 5 %, so that the second ends it, at row 304.
    const sample = rows.filter((row) => row % 4 === 0);
    assert.deepEqual(pacLabels(way, sample, 0.05), { labels: 400 - 304 + 76, deviating: 3 });
    // A label that says nothing of the threshold is paid, and right.
    assert.deepEqual(pacLabels(way, sample, 0.05, Int32Array.of(1, 301)), { labels: 400 - 304 + 78, deviating: 2 });
    // So few certify nothing: then the person labels all.
    assert.deepEqual(pacLabels(way, sample.slice(0, 50), 0.05), { labels: 400, deviating: 0 });
  });
});

describe('parts of a bill', () => {
  it('are all of what a run cost, the reference on the sample among them', () => {
    const parts = { planning: 0, calls: 0, sample: 0, rest: 0 };
    const models = [testModel('candidate'), testModel('reference')];
    const source = (model: number, row: number): Answer => ({
      ...{ status: 'valid', key: model === 0 && row % 50 === 0 ? 'b' : 'a', costUsd: model === 0 ? 0.02 : 1 },
    });
    const problem = { models, reference: 1, rowCount: 2000, accuracy: 0.95, confidence: 0.95, seed: 1 };
    const { costUsd } = replay(withParts(certified, parts), { ...problem, features: { length: () => 50 } }, source);
    const all = partNames.reduce((sum, part) => sum + parts[part], 0);
    assert.ok(Math.abs(all - costUsd) < 1e-6, `${String(all)} of ${String(costUsd)}`);
    assert.ok(parts.planning > 20 && parts.sample > 50 && parts.calls > 30 && parts.calls <= 40, JSON.stringify(parts));
  });

  it('share the variance of bills: one that is always the same has none of it, one that evens bills out less than none', () => {
    const bill = (planning: number, sample: number, rest: number) => ({ planning, sample, rest, calls: 5 });
    assert.deepEqual(sharesOfVariance([bill(1, 0, 3), bill(1, 4, 3)]), { planning: 0, calls: 0, sample: 1, rest: 0 });
    assert.deepEqual(sharesOfVariance([bill(2, 0, 0), bill(1, 2, 1), bill(0, 4, 2)]), {
      ...{ planning: -0.5, calls: 0, sample: 1, rest: 0.5 },
    });
  });
});
