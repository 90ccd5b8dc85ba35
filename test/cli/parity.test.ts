import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readParityFile, type PublishedName } from '../../src/datasets/parityFile';
import { differences, solveParityCase } from '../../src/cli/parityRun';

const shared = join(__dirname, '../../../../shared/data/smart/parity.json.gz');

describe('the published strategies', () => {
  it('answer every case of the parity file as the published code did', function () {
    if (!existsSync(shared)) {
      console.log(`    ${shared} is absent; nothing compared`);
      this.skip();
    }
    for (const parityCase of readParityFile(shared)) {
      for (const [published, wanted] of Object.entries(parityCase.expected)) {
        const given = solveParityCase(parityCase, published as PublishedName);
        assert.deepEqual(differences(wanted, given), [], `${parityCase.name}, ${published}`);
      }
    }
  });
});
