// `smart scan` over a real server: about 50 planning rows are paid, the forecast is told, and the run that follows, resumed or new, pays none of them again.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scan } from '../../src/engine/certified/scanning';
import { readRecords } from '../../src/store/journalFile';
import { labels, makeRunFixture, prompt, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

const rows = 2000;
type Scanned = Scan & { readonly runId: string; readonly folder: string; readonly spentUsd: number };
type Finished = { readonly spentUsd: number; readonly promise: { readonly allowed: number }; readonly output: string };

describe('a scan', function () {
  this.timeout(240_000);
  let fixture: RunFixture;
  before(async () => {
    fixture = await makeRunFixture(rows);
  });
  after(() => fixture.close());

  const argumentsOf = (command: string, runs: string, ...more: string[]) => [
    ...[command, fixture.dataset, '--prompt', prompt, '--labels', labels.join(','), '--models', fixture.ladder],
    ...['--runs', join(fixture.folder, runs), '--seed', '5', '--no-cache', ...more],
  ];
  const asked = (from: number) =>
    fixture.server.ledger.entries
      .slice(from)
      .map(({ model, content }) => `${model} ${/message \d+/.exec(content)![0]}`);

  it('pays about 50 rows, tells what they say, and is taken over by whatever follows', async () => {
    const { ledger } = fixture.server;
    const scanned = await smart(argumentsOf('scan', 'runs', '--json'));
    assert.equal(scanned.code, 0, scanned.stderr);
    const scan = JSON.parse(scanned.stdout) as Scanned;
    assert.equal(scan.plannedRows, 50);
    assert.ok(ledger.requests >= 100 && ledger.requests <= 150, String(ledger.requests));
    assert.ok(Math.abs(scan.spentUsd - ledger.billedUsd) < 1e-9);
    assert.deepEqual(
      scan.forecast.map(({ accuracy }) => accuracy),
      [0.99, 0.98, 0.95, 0.9],
    );
    for (const { expectedUsd, lowUsd, highUsd, referenceUsd, byModel } of scan.forecast) {
      assert.ok(lowUsd <= expectedUsd && expectedUsd <= highUsd);
      assert.ok(expectedUsd >= scan.spentUsd && expectedUsd < 1.2 * referenceUsd);
      const shares = Object.values(byModel).reduce((sum, share) => sum + share, 0);
      assert.ok(Math.abs(shares - 1) < 1e-9, String(shares));
    }
    const costs = scan.forecast.map(({ expectedUsd }) => expectedUsd);
    assert.deepEqual(
      costs,
      [...costs].sort((a, b) => b - a),
      'a looser threshold costs no more',
    );
    assert.ok(scan.groups.length > 0);
    assert.deepEqual([scan.ownDoubt!.rows, scan.ownDoubt!.from], [50, 'confidence'], 'the replies tell probabilities');
    for (const { rows: inGroup, agreement, examples, planned } of scan.groups) {
      assert.ok(inGroup >= 0 && inGroup <= rows && planned >= 4 && agreement >= 0 && agreement <= 1);
      assert.ok(examples.length <= 5);
      for (const { answer, reference } of examples) assert.notEqual(answer, reference);
    }
    assert.deepEqual(JSON.parse(await readFile(join(scan.folder, 'scan.json'), 'utf8')), {
      ...{ rows, plannedRows: scan.plannedRows, spentUsd: scan.spentUsd },
      ...{ forecast: scan.forecast, groups: scan.groups, ownDoubt: scan.ownDoubt },
    });

    const paid = asked(0);
    const { length } = ledger.entries;
    const resumed = await smart(argumentsOf('run', 'runs', '--resume', scan.runId, '--json'));
    assert.equal(resumed.code, 0, resumed.stderr);
    const finished = JSON.parse(resumed.stdout) as Finished;
    assert.ok(Math.abs(finished.spentUsd - ledger.billedUsd) < 1e-9);
    const again = new Set(paid);
    assert.deepEqual(
      asked(length).filter((pair) => again.has(pair)),
      [],
      'nothing is paid twice',
    );

    const third = JSON.parse((await smart(argumentsOf('scan', 'third', '--json'))).stdout) as Scanned;
    const before = ledger.entries.length;
    const other = await smart(argumentsOf('run', 'third', '--answers-of', third.runId, '--accuracy', '0.9', '--json'));
    assert.equal(other.code, 0, other.stderr);
    assert.ok(asked(before).length > 0);
    assert.deepEqual(
      asked(before).filter((pair) => again.has(pair)),
      [],
      'nor by a new run',
    );
  });

  it('is planned with as a whole by the run that goes on from it, which decides again by itself', async () => {
    const scan = JSON.parse((await smart(argumentsOf('scan', 'one', '--json'))).stdout) as Scanned;
    await smart(argumentsOf('run', 'one', '--resume', scan.runId, '--json'));
    /** Rows on which the run's plan compared a candidate with the reference. */
    const profiled = (runs: string, id: string) => {
      const records = [...readRecords(join(fixture.folder, runs, id, 'journal.smartlog'), () => undefined)];
      return records.flatMap((record) =>
        record.type === 'event' && record.event.type === 'model-profiled' ? [record.event.asked] : [],
      );
    };
    assert.ok(Math.max(...profiled('one', scan.runId)) >= 50);
  });

  it('says what the second answers of the reference tell of the best case, and pays for none of them twice', async () => {
    const { ledger } = fixture.server;
    const entries = ledger.entries.length;
    const paid = ledger.billedUsd;
    const scan = JSON.parse(
      (await smart(argumentsOf('scan', 'twice', '--repeat-reference', '12', '--json'))).stdout,
    ) as Scanned;
    assert.ok(Math.abs(scan.spentUsd - (ledger.billedUsd - paid)) < 1e-9, 'the second answers are in the bill');
    // Clopper and Pearson's interval of no difference in 12.
    const { high, ...doubt } = scan.ownDoubt!;
    assert.deepEqual(doubt, { rows: 12, share: 0, low: 0, from: 'repeats' });
    assert.ok(high > 0.2 && high < 0.27, String(high));
    const resumed = await smart(
      argumentsOf('run', 'twice', '--resume', scan.runId, '--repeat-reference', '12', '--json'),
    );
    assert.equal(resumed.code, 0, resumed.stderr);
    const pairs = asked(entries);
    const times = (pair: string) => pairs.filter((each) => each === pair).length;
    // A row of the scan that the run's own plan does without is measured no more; another one is asked about twice in its place.
    assert.ok(pairs.every((pair) => times(pair) <= 2));
    assert.ok(pairs.length - new Set(pairs).size < 24, 'the run takes second answers over, too');
  });

  it('is told in words, and refused where there is nothing to forecast', async () => {
    const told = await smart(argumentsOf('scan', 'told'));
    assert.equal(told.code, 0, told.stderr);
    assert.match(told.stdout, /50 of 2,000 rows were asked about, for \$/);
    assert.match(told.stdout, /The reference itself would answer about 4.88% of the rows differently.* on 50 rows/);
    assert.match(told.stdout, /95% .*large \d/);
    assert.match(told.stdout, /agree least[\s\S]*planning rows agree/);
    assert.match(told.stdout, /smart run --resume .*\n.*--answers-of/);
    const published = await smart(argumentsOf('scan', 'no', '--strategy', 'model-mix'));
    assert.equal(published.code, 2);
    assert.match(published.stderr, /certified would do; model-mix plans nothing/);
    assert.equal((await smart(argumentsOf('run', 'no', '--until', 'end'))).code, 2);
  });
});
