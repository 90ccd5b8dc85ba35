// Every command reads its switches the same way.
import assert from 'node:assert/strict';
import { parseGiven, readSwitches } from '../../src/cli/commandLine';
import { InputError } from '../../src/engine/inputError';
import { runSmart } from '../support/runSmart';

describe('the command line of a command', () => {
  it('is told by --help and -h, and a switch that is nearly one of its own is named', async () => {
    const { stdout } = await runSmart('--help');
    const names = [...stdout.matchAll(/^ {2}smart ([\w-]+)/gm)].map(([, name]) => name!);
    assert.ok(names.length >= 17, names.join());
    for (const name of names) {
      for (const help of ['--help', '-h']) {
        const shown = await runSmart(name, help);
        assert.deepEqual([shown.code, shown.stderr], [0, ''], name);
        assert.match(shown.stdout, /^Usage:/, name);
      }
      const words = name === 'models' ? ['suggest'] : [];
      const { code, stderr } = await runSmart(name, ...words, '--helq');
      assert.deepEqual([code, stderr.includes('There is no option --helq. Did you mean --help?')], [2, true], stderr);
    }
  });

  it('of switches alone refuses any other word, by name', () => {
    const read = (...argv: string[]) =>
      readSwitches('smart demo', 'Usage: ...\n', { seed: { type: 'string', default: '1' } }, argv, {
        stdout: { write: () => undefined },
      });
    assert.equal(read()?.seed, '1');
    assert.equal(read('--seed', '2')?.seed, '2');
    assert.equal(read('--help', 'all'), undefined);
    assert.throws(
      () => read('all', 'of it'),
      (error) => error instanceof InputError && error.message.includes('takes options alone, not "all", "of it"'),
    );
  });

  it('keeps what stands beside the switches, in order', () => {
    const { values, positionals } = parseGiven('smart x', ['a', '--runs', 'r', 'b', '--', '--c'], {
      runs: { type: 'string' },
    });
    assert.deepEqual([values.runs, positionals], ['r', ['a', 'b', '--c']]);
  });
});
