// Where nobody names the reference and prices show no strongest model, that is told: two models of a server of one's own are free, and which of them
// the others are compared with would hang on their order.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orderLadder, tiedForReference } from '../../src/app/orderLadder';
import { planJob } from '../../src/app/planJob';
import type { Job } from '../../src/engine/job';
import type { Model } from '../../src/engine/model';
import { spamTask, testModel } from '../support/requests';

const priced = (id: string, usd: number, more: Partial<Model> = {}) =>
  testModel(id, { price: { type: 'token', inputPerMillion: usd, outputPerMillion: usd }, ...more });
const characters = () => 400;

describe('the reference that nobody named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smart-tied-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const job = (models: readonly Model[], reference?: string): Job => ({
    ...{ dataset: join(folder, 'rows.csv'), prompt: 'Spam? {{text}}', task: spamTask, models },
    ...{ strategy: 'certified', accuracy: 0.9, confidence: 0.95, columns: { answer: 'answer' }, escapeFormulas: false },
    ...(reference !== undefined && { reference }),
  });
  const tied = (wanted: Job) => tiedForReference(wanted, orderLadder(wanted, 400), characters);

  it('is told of where the highest price is that of several models, free ones included', () => {
    assert.deepEqual(tied(job([priced('a', 0), priced('b', 0)])), ['a', 'b']);
    assert.deepEqual(tied(job([priced('b', 3), priced('cheap', 1), priced('a', 3)])), ['b', 'a']);
  });

  it('is no question where one costs the most, where it is named, and of a variant, which cannot be it', () => {
    assert.deepEqual(tied(job([priced('a', 0), priced('b', 1)])), []);
    assert.deepEqual(tied(job([priced('a', 0), priced('b', 0)], 'a')), []);
    assert.deepEqual(tied(job([priced('a', 0)])), []);
    assert.deepEqual(tied(job([priced('a', 0), priced('b', 0, { settings: { rowsPerRequest: 4 } })])), []);
  });

  it('is a warning of the plan, which names the one taken and the way to another', async () => {
    writeFileSync(join(folder, 'rows.csv'), 'text\nWin a prize\nSee you at nine\n');
    const { warnings, job: planned } = await planJob(job([priced('a', 0), priced('b', 0)]));
    assert.equal(planned.reference, 'b');
    assert.match(warnings.join(' '), /a and b cost the same.* SMART takes b as the reference; name another one/);
    assert.deepEqual((await planJob(planned, true)).warnings, []);
  });
});
