// Savings on free texts of which no two are equal: what cheap answers share of their words tells which rows to trust. Simulated, by the real strategy.
import assert from 'node:assert/strict';
import { replay } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import { likenessOf } from '../../../src/engine/task/likeness';
import { freeTexts, type FreeTextModel } from '../../support/freeTexts';

const judged = likenessOf({ type: 'text', same: { by: 'judge' } })!;
const rowCount = 2000;
const seeds = Number(process.env['SMART_FREE_TEXT_SEEDS'] ?? 6);

/** Dollars of all runs as a share of the reference alone; checks each run's promise on the way. */
function shareOf(models: readonly FreeTextModel[], accuracy: number, isSeen: boolean): number {
  let [spent, alone, broken] = [0, 0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const { problem, source, equality } = freeTexts(rowCount, models, seed, isSeen ? judged : undefined);
    const { costUsd, referenceUsd, deviating, allowed } = replay(
      certified,
      { ...problem, accuracy, confidence: 0.95 },
      source,
      equality,
    );
    spent += costUsd;
    alone += referenceUsd;
    broken += Number(deviating > allowed);
  }
  // Three standard errors above what the confidence lets fail.
  assert.ok(
    broken <= 0.05 * seeds + 3 * Math.sqrt(0.05 * 0.95 * seeds),
    `${String(broken)} of ${String(seeds)} promises broken`,
  );
  return spent / alone;
}

describe('free texts, no two of which are equal', function () {
  this.timeout(60_000 + seeds * 30_000);
  const reference = { costUsd: 1, errs: 0 };

  it('cost less where cheap answers tell by their words which of them to trust', () => {
    const ladder = [{ costUsd: 0.02, errs: 0.5 }, { costUsd: 0.04, errs: 0.4 }, reference];
    const [blind, seen] = [shareOf(ladder, 0.97, false), shareOf(ladder, 0.97, true)];
    console.log(`      cost of the reference alone: ${blind.toFixed(3)} blind, ${seen.toFixed(3)} seen`);
    assert.ok(seen < 0.95 * blind, `${String(seen)} of ${String(blind)}`);
  });

  it('cost no more where there is but one cheap model', () => {
    const ladder = [{ costUsd: 0.03, errs: 0.15 }, reference];
    const [blind, seen] = [shareOf(ladder, 0.95, false), shareOf(ladder, 0.95, true)];
    console.log(`      cost of the reference alone: ${blind.toFixed(3)} blind, ${seen.toFixed(3)} seen`);
    assert.ok(seen < 1.05 * blind, `${String(seen)} of ${String(blind)}`);
  });
});
