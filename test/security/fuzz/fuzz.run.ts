// `npm run fuzz`, `npm run fuzz:files`: 20,000 cases. Options: --files, --cases N, --first N, --seed N, --case N for one alone.
import { parseArgs } from 'node:util';
import { faultText, fuzz } from './fuzzing';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '20000' },
      first: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      case: { type: 'string' },
      files: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const of = values.files ? 'files' : 'strangers';
  const range =
    values.case === undefined
      ? { first: Number(values.first), count: Number(values.cases) }
      : { first: Number(values.case), count: 1 };
  const began = performance.now();
  const { cases, faults, peakMb } = await fuzz(
    { seed, ...range, of },
    {
      done: (done) => {
        if (done > 0 && done % 1000 === 0) console.log(`${String(done)} cases`);
      },
      fault: (fault) => {
        console.log(faultText(fault, seed, of));
      },
    },
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${String(cases)} cases, ${String(faults.length)} faults, ${seconds} s, at most ${peakMb.toFixed(0)} MB at a time`,
  );
  return faults.length === 0 ? 0 : 1;
}

void main().then((code) => (process.exitCode = code));
