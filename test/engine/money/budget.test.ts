import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LostAttempts } from '../../../src/engine/money/lostAttempts';
import { createBudget, type Reservation } from '../../../src/engine/money/budget';
import { ProviderError } from '../../../src/engine/provider';
import { makeRandom } from '../../../src/engine/random';

const isBudgetError = (error: unknown) => error instanceof ProviderError && error.kind === 'budget';

/** An earlier session's attempts without an answer. */
function lostUsd(usd: number): LostAttempts {
  const lost = new LostAttempts();
  lost.add('', usd);
  return lost;
}

describe('createBudget', () => {
  it('grants what fits and refuses at once what would not fit even alone', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.6);
    first.settle(0.5);
    await assert.rejects(budget.reserve(0.51), isBudgetError);
    (await budget.reserve(0.4)).settle(0.4);
    assert.deepEqual(budget.state(), { capUsd: 1, spentUsd: 0.9, possiblyBilledUsd: 0, reservedUsd: 0 });
  });

  it('lets a request wait for those under way to settle for less than they reserved', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.8);
    let isGranted = false;
    const second = budget.reserve(0.5).then((reservation) => {
      isGranted = true;
      return reservation;
    });
    await Promise.resolve();
    assert.equal(isGranted, false);
    first.settle(0.1);
    (await second).settle(0.5);
    assert.equal(budget.state().spentUsd, 0.6);
  });

  it('refuses who waits once it can no longer fit', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.8);
    const second = budget.reserve(0.5);
    first.settle(0.8);
    await assert.rejects(second, isBudgetError);
  });

  it('keeps what may have been billed and counts it against the cap', async () => {
    const budget = createBudget(1);
    (await budget.reserve(0.7)).keep();
    await assert.rejects(budget.reserve(0.4), isBudgetError);
    assert.equal(budget.state().possiblyBilledUsd, 0.7);
    (await budget.reserve(0.2)).release();
    assert.deepEqual(budget.state(), { capUsd: 1, spentUsd: 0, possiblyBilledUsd: 0.7, reservedUsd: 0 });
  });

  it('lets nobody overtake who waits longer, however small the request', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.5);
    const second = await budget.reserve(0.4);
    const granted: string[] = [];
    const large = budget.reserve(0.8).then((reservation) => (granted.push('large'), reservation));
    const small = budget.reserve(0.3).then((reservation) => (granted.push('small'), reservation));
    // Now 0.3 would fit, 0.8 would not.
    second.release();
    await new Promise(setImmediate);
    assert.deepEqual(granted, []);
    first.release();
    (await large).release();
    (await small).release();
    assert.deepEqual(granted, ['large', 'small']);
  });

  it('gives the signal its own reason back, unwrapped, and forgets who waited', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.9);
    const controller = new AbortController();
    const reason = new Error('stopped by the person');
    const second = budget.reserve(0.9, controller.signal);
    const third = budget.reserve(0.05);
    controller.abort(reason);
    await assert.rejects(second, (error) => error === reason);
    (await third).release();
    first.release();
    assert.equal(budget.state().reservedUsd, 0);
  });

  it('goes on from what earlier sessions spent', async () => {
    const lost = new LostAttempts();
    lost.add('m', 0.2);
    const budget = createBudget(1, { spentUsd: 0.5, lost });
    await assert.rejects(budget.reserve(0.31), isBudgetError);
    (await budget.reserve(0.29)).settle(0.29);
  });

  it('accounts a reservation once, whatever is called later', async () => {
    const budget = createBudget(1);
    const reservation = await budget.reserve(0.5);
    reservation.settle(0.25);
    reservation.settle(0.25);
    reservation.keep();
    reservation.release();
    assert.deepEqual(budget.state(), { capUsd: 1, spentUsd: 0.25, possiblyBilledUsd: 0, reservedUsd: 0 });
  });

  it('lets free requests through at the cap and everything without one', async () => {
    const atCap = createBudget(1, { spentUsd: 1 });
    (await atCap.reserve(0)).settle(0);
    (await createBudget().reserve(1e9)).settle(1e9);
  });

  it('grants at once only what fits and where nobody waits', async () => {
    const budget = createBudget(1);
    const first = budget.reserveNow(0.6)!;
    assert.equal(first.maxUsd, 0.6);
    assert.equal(budget.reserveNow(0.5), undefined);
    const waiting = budget.reserve(0.5);
    assert.equal(budget.reserveNow(0.1), undefined, 'somebody waits');
    const behind = budget.reserve(0.1);
    first.release();
    (await waiting).release();
    (await behind).release();
    budget.reserveNow(0.1)!.release();
  });

  it('lets nobody overtake who asks later for what would fit', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.5);
    const granted: string[] = [];
    const large = budget.reserve(0.8).then((reservation) => (granted.push('large'), reservation));
    const small = budget.reserve(0.1).then((reservation) => (granted.push('small'), reservation));
    await new Promise(setImmediate);
    assert.deepEqual(granted, []);
    first.release();
    (await large).release();
    (await small).release();
    assert.deepEqual(granted, ['large', 'small']);
  });

  it('keeps the cap to the last but a billionth, which is left for rounding', async () => {
    const most = 1 - 1e-9;
    (await createBudget(1).reserve(most)).release();
    createBudget(1).reserveNow(most)!.release();
    for (const more of [1, 1 - 1e-10]) await assert.rejects(createBudget(1).reserve(more), isBudgetError);
    await assert.rejects(
      createBudget(1).reserve(2),
      (error) => error instanceof ProviderError && error.details.isRetryable === false,
    );
  });

  it('learns from answered requests what those without an answer were billed, and nothing from free ones', async () => {
    const budget = createBudget(100);
    (await budget.reserve(4, undefined, 'm')).keep(true);
    for (let i = 0; i < 10; i++) (await budget.reserve(0, undefined, 'm')).settle(0);
    for (let i = 0; i < 19; i++) (await budget.reserve(0.5, undefined, 'm')).settle(0.05);
    assert.equal(budget.state().possiblyBilledUsd, 4);
    (await budget.reserve(0.5, undefined, 'm')).settle(0.05);
    assert.ok(Math.abs(budget.state().possiblyBilledUsd! - 0.4) < 1e-9);
  });

  it('takes over what an earlier session may have been billed, and never less than nothing of it', () => {
    const budget = createBudget(1, { lost: lostUsd(0.5) });
    const reservation = budget.takeOver(0.3);
    assert.deepEqual(budget.state(), { capUsd: 1, spentUsd: 0, possiblyBilledUsd: 0.2, reservedUsd: 0.3 });
    reservation.settle(0.1);
    budget.takeOver(0.4).settle(0.2);
    const { possiblyBilledUsd, spentUsd } = budget.state();
    assert.equal(possiblyBilledUsd, 0);
    assert.ok(Math.abs(spentUsd - 0.3) < 1e-12);
  });

  it('says what was spent, what may have been billed, and what the next request may cost', async () => {
    const refusalOf = (spentUsd: number, possiblyBilledUsd: number, next: number) =>
      createBudget(1, { spentUsd, lost: lostUsd(possiblyBilledUsd) })
        .reserve(next)
        .then(
          () => assert.fail('granted'),
          (error: unknown) => {
            assert.ok(error instanceof ProviderError && !error.details.isRetryable);
            return error.message;
          },
        );
    assert.match(
      await refusalOf(0.12345, 0, 1),
      /cap of \$1\.00 would be passed: \$0\.123 spent, and the next request may cost up to \$1\.00\./,
    );
    assert.match(
      await refusalOf(0.5, 0.00123, 12.345),
      /\$0\.500 spent and \$0\.00123 possibly billed .* up to \$12\.35/,
    );
  });

  it('refuses an amount that is negative or none, and a signal that was aborted before', async () => {
    const budget = createBudget(1);
    assert.throws(() => void budget.reserve(-0.1), RangeError);
    assert.throws(() => void budget.reserve(Number.NaN), RangeError);
    const reason = new Error('stopped');
    await assert.rejects(
      async () => budget.reserve(0.1, AbortSignal.abort(reason)),
      (error) => error === reason,
    );
    assert.equal(budget.state().reservedUsd, 0);
  });

  it('leaves nothing of rounding behind when nothing is under way', async () => {
    const budget = createBudget(1);
    const open = [await budget.reserve(0.1), await budget.reserve(0.2), await budget.reserve(0.3)];
    for (const reservation of open) reservation.release();
    assert.equal(budget.state().reservedUsd, 0);
    // 0.1 + 0.2 is more than 0.3 by 4e-17: what is reserved must not fall below nothing while something free is under way.
    await budget.reserve(0);
    const rest = [await budget.reserve(0.3), await budget.reserve(0.1), await budget.reserve(0.2)];
    for (const reservation of rest) reservation.release();
    assert.ok(budget.state().reservedUsd >= 0);
  });

  it('grants the whole cap however it was made up of parts', async () => {
    const budget = createBudget(0.3, { spentUsd: 0.1 });
    (await budget.reserve(0.19)).settle(0.19);
    await assert.rejects(budget.reserve(0.02), isBudgetError);
  });

  it('never lets spent + possibly billed + reserved pass the cap, in any order of 64 at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: 0.01, max: 5, noNaN: true }), async (seed, cap) => {
        const random = makeRandom(seed);
        const budget = createBudget(cap);
        const open: Reservation[] = [];
        const check = () => {
          const { spentUsd, possiblyBilledUsd, reservedUsd } = budget.state();
          assert.ok(spentUsd + possiblyBilledUsd + reservedUsd <= cap, `seed ${String(seed)}, cap ${String(cap)}`);
        };
        for (let step = 0; step < 300; step++) {
          if (open.length < 64 && random.next() < 0.6)
            // Each of a model of its own: nothing is learned of what lost attempts cost.
            void budget.reserve(random.next() * 0.1, undefined, String(step)).then(
              (reservation) => open.push(reservation),
              (error: unknown) => {
                assert.ok(isBudgetError(error));
              },
            );
          else {
            const [reservation] = open.splice(random.below(Math.max(1, open.length)), 1);
            const draw = random.next();
            if (draw < 0.7) reservation?.settle(reservation.maxUsd * random.next());
            else if (draw < 0.85) reservation?.keep();
            else reservation?.release();
          }
          await Promise.resolve();
          check();
        }
      }),
      { numRuns: 100 },
    );
  });
});
