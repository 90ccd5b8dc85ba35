// A terminal that closes, a lost connection or Ctrl-C in every stage of a run: it pauses, nothing that is on disk is paid again, and it goes on to the same
// bytes. That a batch under way is not submitted twice, killBatch.test.ts tries by kills, which keep less.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeGate } from '../host/gate';
import { answersOnDisk, askedSince } from './answersOnDisk';
import { makeRunFixture, runArguments, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

const concurrency = 4;
/** The driver keeps twice as many rows under way as requests. */
const mostUnderWay = 2 * concurrency;

describe('what ends a run from outside', function () {
  this.timeout(240_000);
  const gate = makeGate();
  let fixture: RunFixture;
  let calm: { readonly result: string; readonly requests: number };
  const inside = (name: string) => join(fixture.folder, name);
  const requests = () => fixture.server.ledger.entries.length;
  let number = 0;
  const places = () => ({ runs: inside(`runs-${String(number)}`), out: inside(`out-${String(number)}.csv`) });

  const run = (more: readonly string[], options?: Parameters<typeof smart>[1]) =>
    smart(runArguments(fixture, '--runs', places().runs, '--concurrency', String(concurrency), ...more), options);

  before(async () => {
    fixture = await makeRunFixture(160, { hold: gate.hold });
    const done = await run(['--out', places().out]);
    assert.equal(done.code, 0, done.stderr);
    calm = { result: readFileSync(places().out, 'utf8'), requests: requests() };
  });
  after(() => fixture.close());
  beforeEach(() => number++);

  for (const [stage, share, signal] of [
    ['while it plans', 0.05, 'SIGHUP'],
    ['in the middle of its sample', 0.5, 'SIGTERM'],
    ['when little is left to ask', 0.95, 'SIGHUP'],
    ['at its last answers', 1, 'SIGINT'],
  ] as const)
    it(`pauses it: ${signal} ${stage}`, async () => {
      const before = requests();
      const until = Math.floor(share * calm.requests) - (share === 1 ? 1 : 0);
      gate.closeAfter(until);
      const ended = await run(['--out', places().out], {
        signalWhen: { name: signal, holds: () => gate.held() > 0 && requests() - before >= until },
      });
      assert.deepEqual([ended.code, ended.signal], [130, null], ended.stderr);
      assert.match(ended.stderr, /Stopping: nothing more is sent/);
      gate.open();
      const known = answersOnDisk(places().runs)!;
      assert.ok(known.size >= until, `${String(known.size)} of ${String(until)} answers are on disk`);
      const from = requests();
      const resumed = await run(['--resume', 'last']);
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.equal(readFileSync(places().out, 'utf8'), calm.result);
      const again = askedSince(fixture, from).filter((pair) => known.has(pair));
      assert.deepEqual(again, []);
      assert.ok(requests() - before - calm.requests <= mostUnderWay);
    });

  it('leaves a run that is writing its result finished or paused, and asks nothing more of it', async () => {
    const before = requests();
    const ended = await run(['--out', places().out], {
      signalWhen: { name: 'SIGHUP', holds: () => requests() - before >= calm.requests },
    });
    assert.ok(ended.code === 0 || ended.code === 130, ended.stderr);
    const from = requests();
    const resumed = await run(['--resume', 'last']);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal(readFileSync(places().out, 'utf8'), calm.result);
    assert.ok(requests() - from <= mostUnderWay, 'what was under way at the last moment');
    assert.deepEqual(
      readdirSync(fixture.folder).filter((name) => name.startsWith('.out')),
      [],
    );
  });
});
