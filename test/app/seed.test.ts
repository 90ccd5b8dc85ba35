// The draw that the promise is over: made anew for each new run, kept with it, and read again by whoever goes on with it.
import assert from 'node:assert/strict';
import { readManifest } from '../../src/store/runFiles';
import { syntheticAnswerer } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

describe('the seed of a run', () => {
  let live: LiveRun;
  before(async () => {
    const texts = Array.from({ length: 60 }, (_, row) => `message ${String(row)}`);
    live = await startLiveRun({ texts, answerer: syntheticAnswerer(['ham', 'spam']) });
  });
  after(() => live.close());

  const seedOf = ({ folder, events }: Awaited<ReturnType<LiveRun['run']>>) => {
    const { seed } = readManifest(folder).job;
    const started = events.find((event) => event.type === 'run-started');
    assert.equal(started?.seed, seed, 'shown as it is kept');
    return seed!;
  };

  it('is drawn for every new run where none is given, also for one that takes over answers', async () => {
    const first = await live.run({ seed: undefined });
    const second = await live.run({ seed: undefined });
    const third = await live.run({ seed: undefined }, { answersOf: first.runId });
    const seeds = [first, second, third].map(seedOf);
    assert.equal(new Set(seeds).size, 3, String(seeds));
    for (const seed of seeds) assert.ok(Number.isSafeInteger(seed) && seed >= 0);
  });

  it('is the given one where one is given', async () => {
    assert.equal(seedOf(await live.run({ seed: 12345 })), 12345);
  });

  it('is read from the run by whoever goes on with it, and another one is refused', async () => {
    const { runId, ...first } = await live.run({ seed: undefined, out: `${live.folder}/same.csv` });
    const again = await live.run({ seed: undefined, out: undefined }, { resume: runId });
    assert.equal(seedOf(again), seedOf({ runId, ...first }));
    const other = seedOf(again) === 5 ? 6 : 5;
    await assert.rejects(live.run({ seed: other, out: undefined }, { resume: runId }), /seed is .* now and was/);
  });
});
