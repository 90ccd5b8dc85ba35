// Files of strangers, mutated with knowledge of their structure: no crash with a stack, no hang, nothing read or written outside of the folder,
// no request, nothing that acts on a terminal. 20,000 cases: npm run fuzz.
import assert from 'node:assert/strict';
import { faultText, fuzz } from './fuzzing';

const cases = 440;
const fileCases = 780;

describe('files of strangers, fuzzed', function () {
  this.timeout(300_000);
  it(`do no harm in ${String(cases)} cases`, async function () {
    // The links among the cases need rights there that most users lack.
    if (process.platform === 'win32') this.skip();
    const seed = Number(process.env['FUZZ_SEED'] ?? 1);
    const { faults } = await fuzz({ seed, count: cases });
    assert.deepEqual(
      faults.map((fault) => faultText(fault, seed)),
      [],
    );
  });

  it(`that are damaged datasets are refused, or have the rows that another program counts, in ${String(fileCases)} cases`, async function () {
    if (process.platform === 'win32') this.skip();
    const seed = Number(process.env['FUZZ_SEED'] ?? 1);
    const { faults } = await fuzz({ seed, count: fileCases, of: 'files' });
    assert.deepEqual(
      faults.map((fault) => faultText(fault, seed, 'files')),
      [],
    );
  });
});
