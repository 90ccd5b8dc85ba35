// What the user said about rows, as it is kept in the run's folder.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { InputError } from '../../src/engine/inputError';
import { ownCheckPath, readJudgements, writeJudgements } from '../../src/store/ownCheckFile';
import { scratchFolder } from './scratch';

describe('own-check.json', () => {
  const folder = scratchFolder();

  it('gives back what was said, in its order', () => {
    assert.deepEqual(readJudgements(folder()), []);
    const said = [{ row: 7, label: 'spam' }, { row: 0, isRight: false }, { row: 3 }];
    writeJudgements(folder(), said);
    assert.deepEqual(readJudgements(folder()), said);
    assert.match(readFileSync(ownCheckPath(folder()), 'utf8'), /\n$/);
  });

  const head = '"format":"smart-own-check","version":1';
  for (const [what, content, expected] of [
    ['damaged', '{', /JSON/],
    ['a newer one', '{"format":"smart-own-check","version":2,"judgements":[]}', /a newer version of SMART wrote it/],
    ['something else', '{"format":"other","version":1,"judgements":[]}', /smart-own-check/],
    ['without judgements', `{${head}}`, /array/],
    ['about row -1', `{${head},"judgements":[{"row":-1}]}`, />=0/],
    ['about row 1.5', `{${head},"judgements":[{"row":1.5}]}`, /int/],
    ['with a label that is none', `{${head},"judgements":[{"row":1,"label":3}]}`, /string/],
    ['with a word that is none', `{${head},"judgements":[{"row":1,"isRight":"yes"}]}`, /boolean/],
  ] as const)
    it(`is refused where it is ${what}, with its name and the way out`, () => {
      writeFileSync(ownCheckPath(folder()), content);
      assert.throws(
        () => readJudgements(folder()),
        (error) => {
          assert.ok(error instanceof InputError);
          assert.ok(error.message.startsWith(`${ownCheckPath(folder())} cannot be used (`));
          assert.match(error.message, expected);
          assert.match(error.message, /\); move it away to begin the check anew\.$/);
          return true;
        },
      );
    });
});
