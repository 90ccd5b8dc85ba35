// That a refactoring changes nothing: what is sent and when beside limits of many kinds, told and untold, as figures and the hash of every step, beside
// those in test/golden. Who changes it on purpose looks at the figures and accepts them: `npm run goldens` (UPDATE_GOLDEN=1).
import assert from 'node:assert/strict';
import { assertGolden, isUpdating, readGolden } from '../../golden';
import { type MirrorStory, tellMirror } from './mirrorStory';
import { type Story, tellPace } from './paceStory';

const kinds: Readonly<Record<string, Story>> = {
  'no limit': { requests: 120 },
  'no limit, one at a time': { requests: 20, concurrency: 1 },
  '3 a minute': { limit: { perMinute: 3 }, requests: 12 },
  '10 a minute': { limit: { perMinute: 10 }, requests: 40 },
  '60 a minute': { limit: { perMinute: 60 }, requests: 200 },
  '300 a minute': { limit: { perMinute: 300 }, requests: 700 },
  '1,200 a minute': { limit: { perMinute: 1200, capacity: 40 }, requests: 600 },
  '60 a minute, a bucket of one': { limit: { perMinute: 60, capacity: 1 }, requests: 60 },
  '15 a minute, a bucket of one': { limit: { perMinute: 15, capacity: 1 }, requests: 40 },
  '20 a minute, sliding': { limit: { perMinute: 20, kind: 'sliding' }, requests: 70 },
  '60 a minute, sliding ten seconds': { limit: { perMinute: 60, kind: 'sliding', windowMs: 10_000 }, requests: 90 },
  '120 a minute, windows of a second': { limit: { perMinute: 120, kind: 'window', windowMs: 1000 }, requests: 120 },
  '60 a minute, windows of ten seconds': { limit: { perMinute: 60, kind: 'window', windowMs: 10_000 }, requests: 120 },
  '30 a minute, windows of a minute': { limit: { perMinute: 30, kind: 'window' }, requests: 100 },
  '2 a second and 60 a minute': {
    limit: { perMinute: 60 },
    also: { perMinute: 120, windowMs: 1000, capacity: 2 },
    requests: 150,
  },
  '30 a minute that become 120': { limit: { perMinute: 30, change: { atMs: 120_000, perMinute: 120 } }, requests: 220 },
  '120 a minute that become 30': { limit: { perMinute: 120, change: { atMs: 60_000, perMinute: 30 } }, requests: 280 },
};
const stories: Record<string, Story> = {
  'two under way': { places: 2, requests: 150 },
  'one under way': { places: 1, requests: 150 },
  'a tenth refused for nothing': { stray: 0.1, requests: 400 },
  'a third refused for nothing': { stray: 0.33, requests: 300 },
  'a tenth refused for nothing, 240 a minute': { stray: 0.1, limit: { perMinute: 240, capacity: 60 }, requests: 300 },
  'trouble for a while': { stray: 0.9, strayMs: [2500, 4500], requests: 420 },
  'trouble twice': { stray: 0.95, strayMs: [4000, 4100], latencyMs: 30, requests: 1200 },
  'nothing but a limit that begins late': {
    limit: { perMinute: 1e6, change: { atMs: 4000, perMinute: 30 } },
    requests: 350,
  },
  'many at once, 600 a minute': {
    limit: { perMinute: 600, capacity: 60 },
    concurrency: 100,
    latencyMs: 40,
    requests: 300,
  },
  'two under way, told in seconds': { places: 2, tells: 'seconds', requests: 100 },
  'a third refused for nothing, for a while': { stray: 0.33, strayMs: [0, 25_000], requests: 500 },
  'a fifth refused for nothing, and 30 a minute later': {
    stray: 0.2,
    limit: { perMinute: 1e6, change: { atMs: 30_000, perMinute: 30 } },
    requests: 400,
  },
  '300 a minute, the wait told too short': {
    limit: { perMinute: 300, kind: 'window', windowMs: 10_000 },
    tells: 'too little',
    requests: 300,
  },
  '300 a minute, told in seconds, idle in between': {
    limit: { perMinute: 300, capacity: 50 },
    tells: 'seconds',
    requests: 300,
    idle: { after: 130, ms: 30_000 },
  },
  '60 a minute, windows of ten seconds, idle in between': {
    limit: { perMinute: 60, kind: 'window', windowMs: 10_000 },
    requests: 100,
    idle: { after: 41, ms: 30_000 },
  },
  'an eighth refused for nothing, 60 a minute': {
    stray: 0.12,
    limit: { perMinute: 60 },
    tells: 'seconds',
    requests: 500,
  },
  'a few refused for nothing for a while, 60 a minute': {
    stray: 0.04,
    strayMs: [0, 150_000],
    limit: { perMinute: 60 },
    tells: 'seconds',
    requests: 500,
  },
  '60 a minute, idle for two': { limit: { perMinute: 60 }, requests: 150, idle: { after: 90, ms: 120_000 } },
  '60 a minute, slow': { limit: { perMinute: 60 }, requests: 150, latencyMs: 4000 },
  '60 a minute, the wait told too short': { limit: { perMinute: 60 }, tells: 'too little', requests: 150 },
};
for (const [name, story] of Object.entries(kinds)) {
  stories[name] = story;
  if (!story.limit) continue;
  stories[`${name}, told in seconds`] = { ...story, tells: 'seconds' };
  if (story.requests <= 100) stories[`${name}, told exactly`] = { ...story, tells: 'exact' };
  if (story.requests <= 200 && story.limit.kind !== 'window')
    stories[`${name}, refusals count`] = { ...story, countsRefusals: true };
}

const exact: Readonly<Record<string, MirrorStory>> = {
  'a bucket of 60 a minute': { limit: { perMinute: 60 }, requests: 150 },
  'a bucket of one, 60 a minute': { limit: { perMinute: 60, capacity: 1 }, requests: 60 },
  'a bucket of 1,200 a minute': { limit: { perMinute: 1200, capacity: 40 }, requests: 200 },
  'a sliding minute of 20': { limit: { perMinute: 20, kind: 'sliding' }, requests: 90 },
  'sliding ten seconds of 20': { limit: { perMinute: 120, kind: 'sliding', windowMs: 10_000 }, requests: 120 },
  'a window of a minute of 20': { limit: { perMinute: 20, kind: 'window' }, requests: 90 },
  'a window of ten seconds of 20': { limit: { perMinute: 120, kind: 'window', windowMs: 10_000 }, requests: 120 },
  'a window of a second of 5': { limit: { perMinute: 300, kind: 'window', windowMs: 1000 }, requests: 100 },
};
const mirrors: Record<string, MirrorStory> = {
  'a bucket that is told without its size': { limit: { perMinute: 60 }, tells: 'reset', requests: 100 },
  'a window that is told without its size': { limit: { perMinute: 60, kind: 'window' }, tells: 'reset', requests: 100 },
  'a bucket of 60 that becomes one of 180': {
    limit: { perMinute: 60, change: { atMs: 60_000, perMinute: 180 } },
    requests: 250,
  },
  'a bucket of 180 that becomes one of 60': {
    limit: { perMinute: 180, change: { atMs: 20_000, perMinute: 60 } },
    requests: 250,
  },
  'a sliding minute of 60 that becomes one of 20': {
    limit: { perMinute: 60, kind: 'sliding', change: { atMs: 90_000, perMinute: 20 } },
    requests: 150,
  },
  'a window of ten seconds of 5, seldom used': {
    limit: { perMinute: 30, kind: 'window', windowMs: 10_000 },
    othersEveryMs: 1900,
    requests: 60,
  },
  'slow answers, 60 a minute': { limit: { perMinute: 60 }, latencyMs: 5000, jitterMs: 300, requests: 100 },
};
for (const [name, story] of Object.entries(exact)) {
  mirrors[name] = story;
  mirrors[`${name}, told in seconds`] = { ...story, tells: 'seconds' };
  mirrors[`${name}, told as a moment`] = { ...story, tells: 'moment', jitterMs: 40 };
  mirrors[`${name}, its rest told alone`] = { ...story, tells: 'rest' };
  mirrors[`${name}, told without a reset`] = { ...story, tells: 'limit' };
  mirrors[`${name}, others use it`] = { ...story, othersEveryMs: 3700 };
  const { limit, requests } = story;
  mirrors[`${name} x 50 tokens`] = {
    ...story,
    limit: { ...limit, perMinute: 50 * limit.perMinute, ...(limit.capacity && { capacity: 50 * limit.capacity }) },
    cost: 50,
    requests: 2 * requests,
  };
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);
const pacePer = (perMinute: number | undefined) =>
  perMinute === undefined ? 'unknown' : `${perMinute.toFixed(1)} a minute`;

function lineOfPace(story: Story): string {
  const { passedAtMs, refusedAtMs, perMinute, hash } = tellPace(story);
  return `${String(passedAtMs.length)} in ${seconds(passedAtMs.at(-1)!)} s, ${String(refusedAtMs.length)} refused, at last ${pacePer(perMinute)}, ${hash}`;
}

function lineOfMirror(story: MirrorStory): string {
  const { passed, refused, seconds: took, perMinute, hash } = tellMirror(story);
  return `${String(passed)} in ${took.toFixed(1)} s, ${String(refused)} refused, at last ${pacePer(perMinute)}, ${hash}`;
}

function describeUnchanged<T>(golden: string, told: Readonly<Record<string, T>>, lineOf: (story: T) => string): void {
  const lines: string[] = [];
  for (const [name, story] of Object.entries(told))
    it(`goes on as before beside ${name}`, () => {
      const line = `${name}: ${lineOf(story)}`;
      lines.push(line);
      if (!isUpdating)
        assert.ok(readGolden(golden).split('\n').includes(line), `${line}\nis not in test/golden/${golden}`);
    });

  if (isUpdating)
    after(() => {
      assertGolden(golden, `${lines.join('\n')}\n`);
    });
  else
    it('has a line for each', () => {
      assert.equal(readGolden(golden).trimEnd().split('\n').length, Object.keys(told).length);
    });
}

describe('a learned pace', () => {
  describeUnchanged('pacing/untold.txt', stories, lineOfPace);
});

describe('the mirror of a limit that is told', () => {
  describeUnchanged('pacing/told.txt', mirrors, lineOfMirror);
});
