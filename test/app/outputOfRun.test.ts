import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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

  it('goes on beside an edited result whatever the spelling of the name that is given again', async () => {
    mkdirSync(join(folder(), 'data'));
    symlinkSync(join(folder(), 'data'), join(folder(), 'way'));
    const out = join(folder(), 'data', 'résumé.csv'.normalize('NFC'));
    writeFileSync(out, 'edited');
    const numbered = join(folder(), 'data', 'résumé.2.csv'.normalize('NFC'));
    const again = [
      out,
      out.normalize('NFD'),
      join(folder(), 'way', 'résumé.csv'.normalize('NFC')),
      relative(process.cwd(), out),
    ];
    for (const named of again) {
      const { overwrite, why = '' } = await chooseOutput(named, { out, outputs: [] });
      assert.equal(overwrite, false, named);
      // Where the disk itself takes both spellings for one name, they are free or taken together.
      if (named.normalize('NFC') === named)
        assert.match(why, /is not as this run wrote it and is left as it is/, named);
    }
    writeFileSync(numbered, 'the result');
    const sha256 = createHash('sha256').update('the result').digest('hex');
    const outputs = [{ path: numbered, sha256 }];
    // The one that it went on to before, however a shell completes the first one's name.
    const apart = join(folder(), 'data', 'résumé.csv'.normalize('NFD'));
    writeFileSync(apart, 'edited');
    assert.deepEqual(await chooseOutput(apart, { out, outputs }), { out: numbered, overwrite: { sha256: [sha256] } });
    const given = join(folder(), 'data', 'résumé.3.csv'.normalize('NFD'));
    writeFileSync(given, 'the result');
    const later = [{ path: given, sha256 }];
    assert.equal((await chooseOutput(out, { out, outputs: later })).out, given);
    assert.equal((await chooseOutput(join(folder(), 'other.csv'), { out, outputs })).why, undefined);
  });
});
