import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createBudget, type Reservation } from '../../../src/engine/money/budget';
import { ProviderError } from '../../../src/engine/provider';
import { makeRandom } from '../../../src/engine/random';

const isBudgetError = (error: unknown) => error instanceof ProviderError && error.kind === 'budget';

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
    budget.setCap(2);
    (await budget.reserve(0.4)).release();
    assert.deepEqual(budget.state(), { capUsd: 2, spentUsd: 0, possiblyBilledUsd: 0.7, reservedUsd: 0 });
  });

  it('lets who waits go on when the cap is raised', async () => {
    const budget = createBudget(1);
    const first = await budget.reserve(0.9);
    const second = budget.reserve(0.9);
    budget.setCap(2);
    (await second).release();
    first.release();
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
    const budget = createBudget(1, { spentUsd: 0.5, possiblyBilledUsd: 0.2 });
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
            void budget.reserve(random.next() * 0.1).then(
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
