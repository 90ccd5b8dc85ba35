// `smart parity FILE`: runs the published strategies on conformity matrices and compares them, row for row and cent for cent, with what the
// published research code answered. Exit 1 and the differences when one differs.
import { readParityFile, type PublishedName } from '../datasets/parityFile';
import { InputError } from '../engine/inputError';
import type { Command } from './command';
import { readCommandLine } from './commandLine';
import { differences, ourNameOf, solveParityCase } from './parityRun';

const usage = 'Usage: smart parity FILE [--json]\n\nFILE is a parity file, .json or .json.gz.\n';

const switches = { json: { type: 'boolean', default: false } } as const;

export const parityCommand: Command = async (argv, { stdout }) => {
  const line = readCommandLine('smart parity', usage, switches, argv, { stdout });
  if (!line) return 0;
  const { values, positionals } = line;
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new InputError(`give one file.\n\n${usage}`);
  const cases = readParityFile(path);
  const started = performance.now();
  const different: { case: string; strategy: string; differences: string[] }[] = [];
  let comparisons = 0;
  for (const parityCase of cases) {
    for (const [published, wanted] of Object.entries(parityCase.expected)) {
      comparisons++;
      const lines = differences(wanted, solveParityCase(parityCase, published as PublishedName));
      if (lines.length > 0)
        different.push({ case: parityCase.name, strategy: ourNameOf[published as PublishedName], differences: lines });
    }
  }
  const totalMs = performance.now() - started;
  if (values.json) {
    stdout.write(`${JSON.stringify({ cases: cases.length, comparisons, different, totalMs })}\n`);
  } else {
    for (const { case: name, strategy, differences: lines } of different)
      stdout.write(`${name}, ${strategy}:\n${lines.map((line) => `  ${line}\n`).join('')}`);
    const unequal = new Set(different.map((entry) => entry.case)).size;
    stdout.write(
      `${String(cases.length - unequal)} of ${String(cases.length)} cases equal ` +
        `(${String(comparisons - different.length)} of ${String(comparisons)} strategy runs), ${(totalMs / 1000).toFixed(2)} s\n`,
    );
  }
  return different.length === 0 ? 0 : 1;
};
