// Several thresholds by the command line over a real server: the bill stays within what they may cost, the strictest that it buys is kept, and every row's
// own reference answer, asked for afterwards, shows that the promise holds.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { syntheticAnswerer, type Answerer } from '../support/answerers';
import { labels, makeRunFixture, prompt, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

const rows = 1200;
const rates = { small: 0.06, medium: 0.03 };
type Finished = {
  readonly state: string;
  readonly output: string;
  readonly report: string;
  readonly spentUsd: number;
  readonly promise: {
    readonly accuracy: number;
    readonly allowed: number;
    readonly covered: number;
    readonly thresholds: readonly number[];
    readonly atMostUsd: number;
  };
};

const argumentsOf = (fixture: RunFixture, runs: string, ...more: string[]) => [
  ...['run', fixture.dataset, '--prompt', prompt, '--labels', labels.join(','), '--models', fixture.ladder],
  ...['--runs', join(fixture.folder, runs), '--seed', '7', '--no-cache', '--json', ...more],
];

async function answersIn(output: string): Promise<string[]> {
  const delivered = parse(await readFile(output, 'utf8'), { columns: true }) as Record<string, string>[];
  return delivered.map(({ smart_answer: answer }) => answer!);
}

describe('several thresholds and a sum', function () {
  this.timeout(240_000);
  let fixture: RunFixture;
  before(async () => {
    // Without a confidence, so that strict thresholds take large samples.
    const answerer: Answerer = (call) => ({ ...syntheticAnswerer(labels, rates)(call), logprob: NaN });
    fixture = await makeRunFixture(rows, { answerer });
  });
  after(() => fixture.close());

  it('keep the strictest that the sum buys, and never cost more', async () => {
    const { ledger } = fixture.server;
    const reference = await smart(argumentsOf(fixture, 'alone', '--strategy', 'reference'));
    const { spentUsd: whole, output: own } = JSON.parse(reference.stdout) as Finished;
    const wanted = await answersIn(own);
    const kept: number[] = [];
    for (const [number, share] of [0.35, 0.45, 1.3].entries()) {
      const before = ledger.billedUsd;
      const atMost = share * whole;
      const options = ['--accuracy', '0.9,0.98,0.95', '--at-most', atMost.toFixed(5)];
      const { code, stdout, stderr } = await smart(argumentsOf(fixture, `several ${String(number)}`, ...options));
      assert.equal(code, 0, stderr + stdout);
      const { promise, output, spentUsd } = JSON.parse(stdout) as Finished;
      const billed = ledger.billedUsd - before;
      assert.ok(billed <= atMost, `${String(billed)} of ${String(atMost)}`);
      assert.ok(Math.abs(billed - spentUsd) < 1e-9);
      assert.deepEqual(promise.thresholds, [0.98, 0.95, 0.9]);
      assert.equal(promise.allowed, Math.floor((1 - promise.accuracy) * promise.covered + 1e-9));
      const given = await answersIn(output);
      assert.ok(given.filter((answer, row) => answer !== wanted[row]).length <= promise.allowed);
      kept.push(promise.accuracy);
    }
    assert.ok(kept[0]! < kept[2]!, `a larger sum buys a stricter threshold: ${kept.join(', ')}`);
    assert.equal(kept[2], 0.98);
  });

  it('say which is kept and that they were fixed beforehand', async () => {
    const options = ['--accuracy', '0.9,0.95', '--at-most', '10'];
    const { code, stdout, stderr } = await smart(argumentsOf(fixture, 'said', ...options));
    assert.equal(code, 0, stderr);
    const { report } = JSON.parse(stdout) as Finished;
    assert.match(
      (await readFile(report, 'utf8')).replaceAll('&nbsp;', ' '),
      /of the thresholds 95%, 90%, fixed before the sample was drawn, 95% is kept/,
    );
    const plain = argumentsOf(fixture, 'said', ...options, '--dry-run').filter((one) => one !== '--json');
    assert.match((await smart(plain)).stdout, /Of the thresholds 95%, 90% the strictest that \$10\.00 buys is kept/);
  });

  for (const [what, options, message] of [
    ['several without a sum', ['--accuracy', '0.9,0.95'], /Of several accuracy thresholds \(0\.95, 0\.9\).*--at-most/],
    ['a sum for one', ['--accuracy', '0.9', '--at-most', '5'], /--at-most.*chooses among several.*--budget/],
    ['a published strategy', ['--accuracy', '0.9,0.95', '--at-most', '5', '--strategy', 'model-mix'], /certified/],
    ['what is no share', ['--accuracy', '0.9,1.95', '--at-most', '5'], /--accuracy/],
  ] as const)
    it(`refuse ${what} before anything is sent`, async () => {
      const { length } = fixture.server.ledger.entries;
      const { code, stderr } = await smart(argumentsOf(fixture, 'refused', ...options));
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(fixture.server.ledger.entries.length, length);
    });
});
