// The run that a command names, as shells and scripts hand the word over.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { continuedRun, earlierRun, namedRun } from '../../src/cli/namedRun';
import { scratchFolder } from '../store/scratch';

describe('the run that a command names', () => {
  const folder = scratchFolder();
  const id = '2026-12-01T03-52-37-one';

  it('is known by its id, by the path that a shell completes, with the line end that a script of Windows leaves', () => {
    const runs = join(folder(), 'runs');
    mkdirSync(join(runs, id), { recursive: true });
    symlinkSync(folder(), join(folder(), 'link'));
    const words = [id, `${id}\r`, ` ${id}\n`, join(runs, id), `${join(runs, id)}/`, join(folder(), 'link', 'runs', id)];
    words.push(`${runs.replaceAll('/', '\\')}\\${id}`, `${runs}\\${id}\\`);
    for (const word of words) {
      assert.equal(earlierRun(word, runs), id, word);
      assert.equal(continuedRun(word, runs), id, word);
      assert.equal(namedRun([word], runs), join(runs, id), word);
    }
    for (const word of [join(folder(), id), `elsewhere\\runs\\${id}`, `../${id}`])
      for (const find of [() => earlierRun(word, runs), () => continuedRun(word, runs), () => namedRun([word], runs)])
        assert.throws(find, /is no run in .*; name it by its id, and the folder of its runs by --runs\./, word);
    assert.throws(() => earlierRun('last\r', runs), /There is no run in /);
  });
});
