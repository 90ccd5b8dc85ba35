// Two processes on one scan, and two coordinators of one run with workers: the second is refused whatever it wants to do, and every row is asked for once.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstRedisMs, startRedis } from '../machine/redis';
import { useStarted } from '../machine/useStarted';
import { startWorker } from '../support/workerProcess';
import { useHeldRun } from './heldRun';
import { runArguments } from './runFixture';
import { smart } from './smartProcess';

const heldSentence = /is being written by process \d+ on /;

describe('work on a run that another process is at', function () {
  this.timeout(240_000);
  const redis = useStarted(startRedis, firstRedisMs);
  const { gate, fixture, runs, untilHeld, assertAskedOnce } = useHeldRun(150);
  const asked = (...more: string[]) => runArguments(fixture(), '--runs', runs(), ...more);
  const scan = (...more: string[]) => smart(asked(...more).map((word) => (word === 'run' ? 'scan' : word)));
  const runId = () => readdirSync(runs()).find((name) => existsSync(join(runs(), name, 'manifest.json')))!;

  it('a scan: another scan, a run, a deletion', async () => {
    const running = scan();
    await untilHeld();
    const sent = fixture().server.ledger.requests;
    const before = readdirSync(join(runs(), runId())).sort();
    for (const other of [
      () => scan('--resume', 'last'),
      () => smart(asked('--resume', 'last')),
      () => smart(['runs', 'delete', runId(), '--runs', runs()]),
    ]) {
      const refused = await other();
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(refused.stderr, heldSentence);
    }
    assert.deepEqual(readdirSync(join(runs(), runId())).sort(), before, 'nothing was changed');
    assert.ok(fixture().server.ledger.requests <= sent + 16, 'the scan alone sends what it has room for');
    gate().open();
    const scanned = await running;
    assert.equal(scanned.code, 0, scanned.stderr);
    const done = await smart(asked('--resume', 'last'));
    assert.equal(done.code, 0, done.stderr);
    assertAskedOnce(done.stdout);
  });

  it('a run with workers: a second coordinator on the same queue', async () => {
    const worker = await startWorker(redis().url);
    try {
      const running = smart(asked('--queue', redis().url));
      await untilHeld();
      for (const queue of [['--queue', redis().url], []]) {
        const refused = await smart(asked('--resume', 'last', ...queue));
        assert.equal(refused.code, 2, refused.stderr);
        assert.match(refused.stderr, heldSentence);
      }
      gate().open();
      const done = await running;
      assert.equal(done.code, 0, done.stderr);
      assertAskedOnce(done.stdout);
    } finally {
      gate().open();
      await worker.end('SIGTERM');
    }
  });
});
