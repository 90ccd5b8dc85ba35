// What a look tells: rows that are certified, and beyond them those that may differ whatever they hold, each under its own name.
import assert from 'node:assert/strict';
import { drawAndLook } from '../../../src/engine/certified/sampling';
import type { Step } from '../../../src/engine/strategy';
import { play, problemOf, settingOf } from './settings';

const rowCount = 200;

/** Looks at 40 rows of a path over all rows, of which the last hundred deviate; so many visible ones are allowed. */
function lookOnce(visibleAllowed: number) {
  const setting = settingOf(problemOf(rowCount, 1, { accuracy: 0.95 }));
  const { table } = setting.problem;
  for (let row = 0; row < rowCount; row++) table.record(0, row, { status: 'valid', key: 'a', costUsd: 0.01 });
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  const path = { rows, proposer: new Int16Array(rowCount), deviation: new Float32Array(rowCount) };
  const looks = { hiddenAllowed: 10, sizes: [40], allowed: [visibleAllowed], risk: 0 };
  const run = drawAndLook(setting, path, rows, [{ accuracy: 0.95, looks }], () => assert.fail('no forecast is needed'));
  const events: Extract<Step, { type: 'explain' }>['event'][] = [];
  for (let turn = run.next(); ; turn = run.next()) {
    if (turn.done) {
      const look = events.find((event) => event.type === 'look-taken');
      return {
        look: look!,
        certificate: turn.value[0]!.certificates[0]!,
        isAsked: (row: number) => table.isAsked(1, row),
      };
    }
    if (turn.value.type === 'explain') events.push(turn.value.event);
    if (turn.value.type !== 'ask') continue;
    for (const { model, rows: asked } of turn.value.calls)
      for (const row of Array.from(asked))
        table.record(model, row, { status: 'valid', key: row < 100 ? 'a' : 'b', costUsd: 1 });
  }
}

describe('looks', () => {
  it('leave one certificate each, of a threshold without looks none', () => {
    const setting = settingOf(problemOf(rowCount, 1, { accuracy: 0.95 }));
    const { table } = setting.problem;
    for (let row = 0; row < rowCount; row++) table.record(0, row, { status: 'valid', key: 'a', costUsd: 0.01 });
    const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
    const path = { rows, proposer: new Int16Array(rowCount), deviation: new Float32Array(rowCount) };
    const looks = { hiddenAllowed: 10, sizes: [40], allowed: [0], risk: 0 };
    const wanted = [{ accuracy: 0.99 }, { accuracy: 0.95, looks }];
    const { result } = play(
      setting,
      drawAndLook(setting, path, rows, wanted, () => assert.fail('no forecast is needed')),
      () => ({ status: 'valid', key: 'a', costUsd: 1 }),
    );
    assert.deepEqual(
      result.map(({ accuracy, certificates }) => [accuracy, certificates]),
      [
        [0.99, []],
        [0.95, [{ prefixRows: rowCount, hiddenAllowed: 10, visible: 0 }]],
      ],
    );
  });
});

describe('a look', () => {
  it('certifies up to the first visible deviation too many, and calls no row certified beyond', () => {
    const { look, certificate, isAsked } = lookOnce(2);
    const visible = Array.from({ length: 100 }, (_, i) => 100 + i).filter(isAsked);
    assert.equal(certificate.prefixRows, visible[2]);
    assert.deepEqual(certificate, { prefixRows: visible[2], hiddenAllowed: 10, visible: 2 });
    assert.deepEqual([look.certifiedRows, look.visible, look.visibleAllowed], [visible[2], 2, 2]);
    assert.ok(look.prefixRows >= look.certifiedRows!);
    assert.deepEqual([look.look, look.sampled, look.population, look.pathRows], [1, 40, rowCount, rowCount]);
  });

  it('that certifies nothing tells of rows that may differ anyway, none of them certified', () => {
    const { look, certificate, isAsked } = lookOnce(-1);
    assert.deepEqual([certificate.prefixRows, look.certifiedRows, look.visible], [0, 0, 0]);
    const unasked = Array.from({ length: look.prefixRows }, (_, row) => row).filter((row) => !isAsked(row));
    assert.equal(unasked.length, 10, 'as many as may differ of 200');
  });

  it('certifies the whole path where no more deviations show than it allows', () => {
    const { look } = lookOnce(40);
    assert.deepEqual([look.certifiedRows, look.prefixRows], [rowCount, rowCount]);
  });
});
