import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseOutput } from '../../src/app/outputOfRun';
import { scratchFolder } from '../store/scratch';

describe('where the results of a run go when it goes on', () => {
  const folder = scratchFolder();

  it('knows its own file by another spelling of its name: a disk of a Mac gives accents back as it keeps them', async () => {
    const [composed, apart] = ['résumé.csv'.normalize('NFC'), 'résumé.csv'.normalize('NFD')];
    assert.notEqual(composed, apart);
    const path = join(folder(), composed);
    writeFileSync(path, 'the result');
    const sha256 = createHash('sha256').update('the result').digest('hex');
    const outputs = [{ path: join(folder(), apart), sha256 }];
    assert.deepEqual(await chooseOutput(path, { out: path, outputs }), { out: path, overwrite: { sha256: [sha256] } });
  });
});
