import assert from 'node:assert/strict';
import { leastSample } from '../../src/app/costRange';
import { plannedProof } from '../../src/app/promiseKinds';
import type { Job } from '../../src/engine/job';
import { taskOfOptions, type TaskOptions } from '../../src/engine/task/taskOfOptions';

const rows = 10_000;
const of = (options: TaskOptions, accuracy = 0.95) =>
  plannedProof({ task: taskOfOptions(options), accuracy, confidence: 0.95 } as Job, rows, rows);

describe('what a promise asks for before anything is known', () => {
  it('is the smallest sample of an accuracy, with identical rows asked about once', () => {
    const { allowed, delta, least, usualLeast } = of({});
    assert.equal(allowed, 500);
    assert.ok(Math.abs(delta - 0.05) < 1e-9);
    assert.equal(least, leastSample({ rows, allowed: 500, alpha: 0.05 }));
    assert.equal(usualLeast, least);
    const twins = plannedProof({ task: { type: 'text' }, accuracy: 0.95, confidence: 0.95 } as Job, rows, 100);
    assert.equal(twins.least, leastSample({ rows: 100, allowed: 500, alpha: 0.05 }));
  });

  it('is a sample of each side of a filter, whatever accuracy stands beside it', () => {
    const both = of({ task: 'filter', recall: 0.9, precision: 0.9 });
    assert.deepEqual(of({ task: 'filter', recall: 0.9, precision: 0.9 }, 0.5), both);
    // Of the 1,000 rows that are usually kept 100 may be wrong, and 100 of the right ones missed.
    assert.ok(both.allowed > 150 && both.allowed <= 200, String(both.allowed));
    assert.ok(both.least > 0 && both.least < both.usualLeast && both.usualLeast < rows / 5, JSON.stringify(both));
    const strict = of({ task: 'filter', recall: 0.99, precision: 0.99 });
    assert.ok(strict.least > both.least && strict.usualLeast > both.usualLeast);
    // Without a bound on precision being loose, each yes is the reference's own: the rows that are kept, at least.
    const recallAlone = of({ task: 'filter', recall: 0.9 });
    assert.ok(recallAlone.usualLeast >= 1000, String(recallAlone.usualLeast));
    assert.ok(of({ task: 'filter', precision: 0.9 }).usualLeast >= 9000, 'each no is the reference’s own');
  });

  it('is the more of a bounded loss the nearer its mean is to nothing', () => {
    const loss = (meanLoss: number) => of({ task: 'number', loss: 'absolute', lossCap: 10, meanLoss });
    const [small, large] = [loss(0.01), loss(1)];
    assert.ok(small.least > large.least && small.delta < large.delta);
    assert.ok(Math.abs(large.delta - Math.sqrt(0.1)) < 1e-9);
    assert.deepEqual(large.note, { type: 'planned-as', promise: 'loss', share: large.delta });
  });
});
