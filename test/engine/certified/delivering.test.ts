// The last step: whoever is still to be asked is asked, and nobody else; each row says whose answer it has, and why.
import assert from 'node:assert/strict';
import { deliver } from '../../../src/engine/certified/delivering';
import { Rows } from '../../../src/engine/certified/scene';
import { deliveryReasons } from '../../../src/engine/strategy';
import { play, problemOf, settingOf } from './settings';

const answer = () => ({ status: 'valid', key: 'a', costUsd: 1 }) as const;

describe('the delivery of what is not certified', () => {
  it('asks the reference about open rows that it has not answered: each text once, and no row that keeps an earlier answer', () => {
    const twins = Int32Array.of(0, 1, 1, 3, 4, 5, 6, 7);
    const problem = problemOf(8, 1, {
      twins,
      carried: {
        ...{ rows: Int32Array.of(6, 7), drawn: [], chosen: [], isAnswered: () => true },
        ...{ allowed: 0, batches: [], hasStudent: false },
      },
    });
    const setting = settingOf(problem);
    const rows = new Rows(setting);
    rows.leave([6, 7]);
    rows.take([3]);
    problem.table.record(1, 3, answer());
    problem.table.record(1, 4, answer());
    problem.table.record(1, 5, { status: 'failed' });
    const { result, calls } = play(setting, deliver(setting, rows), answer);
    assert.deepEqual(calls, [{ model: 1, rows: [0, 1] }]);
    assert.deepEqual([...result.model], [1, 1, 1, 1, 1, -1, -1, -1]);
    assert.deepEqual(
      Array.from(result.reason, (reason, row) => (result.model[row] === 1 ? deliveryReasons[reason] : '')),
      ['reference-only', 'reference-only', 'reference-only', 'planned', 'profiled', '', '', ''],
    );
    assert.deepEqual([...result.trust!], [1, 1, 1, 1, 1, NaN, NaN, NaN]);
    assert.ok(!('accuracy' in result));
  });
});

describe('the delivery of what is certified', () => {
  /** Ten rows on a path of nine, of which so many are certified; row 9 was planned with, row 4 is in the sample. */
  function delivered(certifiedRows: number) {
    const problem = problemOf(10, 1);
    const setting = settingOf(problem);
    const rows = new Rows(setting);
    rows.take([9]);
    for (const row of [4, 9]) problem.table.record(1, row, answer());
    for (let row = 0; row < 9; row++) problem.table.record(0, row, answer());
    const path = {
      rows: Int32Array.from({ length: 9 }, (_, row) => row),
      proposer: Int16Array.from({ length: 10 }, (_, row) => (row < 9 ? 0 : -1)),
      deviation: new Float32Array(10).fill(0.25),
    };
    const certificates = certifiedRows === 0 ? [] : [{ prefixRows: certifiedRows, hiddenAllowed: 0, visible: 0 }];
    const { result } = play(
      setting,
      deliver(setting, rows, { path, goals: [{ accuracy: 0.9, certificates }] }),
      answer,
    );
    const reasons = Array.from(result.reason, (reason) => deliveryReasons[reason]);
    return { ...result, reasons };
  }

  it('trusts the certified prefix, allows what needs no evidence, and leaves the others to the reference', () => {
    const { model, reasons, trust, accuracy } = delivered(6);
    assert.equal(accuracy, 0.9);
    assert.deepEqual([...model], [0, 0, 0, 0, 1, 0, 0, 1, 1, 1]);
    const [trusted, allowed, escalated] = ['trusted', 'allowed', 'escalated'];
    assert.deepEqual(reasons, [
      ...[trusted, trusted, trusted, trusted, 'profiled', trusted],
      ...[allowed, escalated, escalated, 'planned'],
    ]);
    assert.deepEqual([...trust!], [0.75, 0.75, 0.75, 0.75, 1, 0.75, 0.75, 1, 1, 1]);
  });

  it('says of a whole path that the model answers all of it', () => {
    const { model, reasons } = delivered(9);
    assert.deepEqual([...model], [0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    assert.deepEqual(new Set(reasons), new Set(['whole-model', 'profiled', 'planned']));
  });
});

describe('the delivery of a label that is there', () => {
  it('reads it, whether the row was planned with or not, and it goes before what is certified', () => {
    const problem = problemOf(10, 1, { labelled: { rows: Int32Array.of(2, 5), areRandom: true } });
    const setting = settingOf(problem);
    const rows = new Rows(setting);
    for (let row = 0; row < 10; row++) problem.table.record(0, row, answer());
    const path = {
      rows: Int32Array.from({ length: 10 }, (_, row) => row),
      proposer: new Int16Array(10),
      deviation: new Float32Array(10).fill(0.25),
    };
    const goals = [{ accuracy: 0.9, certificates: [{ prefixRows: 10, hiddenAllowed: 0, visible: 0 }] }];
    const { result, calls } = play(setting, deliver(setting, rows, { path, goals }), answer);
    assert.deepEqual([...calls[0]!.rows].sort(), [2, 5]);
    assert.deepEqual([...result.model], [0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
  });
});
