// An outage in the middle of a run, or before its first answer: nobody touches the run, and its file is the undisturbed run's, byte by byte. Eight seconds here;
// SMART_OUTAGES=8,25,40,120 node dist/test/unit.run.js app/outage takes them all.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { makeRunFixture, runArguments, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

const rows = 1500;
const lengths = (process.env['SMART_OUTAGES'] ?? '8').split(',').map(Number);
/** Requests before the server goes: in the middle of the candidates' answers, and of planning. */
const moments = [700, 3];

type Finished = { readonly state: string; readonly output: string; readonly spentUsd: number };

describe('an outage', function () {
  this.timeout(240_000 + 1000 * Math.max(...lengths) * 2);
  let expected: { readonly text: string; readonly spentUsd: number };

  before(async () => {
    const calm = await makeRunFixture(rows, { latencyMs: 5 });
    const { code, stdout, stderr } = await smart(runArguments(calm));
    assert.equal(code, 0, stderr);
    const { output, spentUsd } = JSON.parse(stdout) as Finished;
    expected = { text: await readFile(output, 'utf8'), spentUsd };
    await calm.close();
  });

  async function check(fixture: RunFixture): Promise<void> {
    const { code, stdout, stderr } = await smart(runArguments(fixture));
    assert.equal(code, 0, stderr + stdout);
    assert.match(stderr, /rows are held, next try in/);
    const { output, spentUsd } = JSON.parse(stdout) as Finished;
    assert.equal(await readFile(output, 'utf8'), expected.text);
    assert.equal(spentUsd.toFixed(9), expected.spentUsd.toFixed(9));
    await fixture.close();
  }

  for (const seconds of lengths) {
    const isOver = () => {
      let sinceMs: number | undefined;
      return () => performance.now() > (sinceMs ??= performance.now()) + 1000 * seconds;
    };
    for (const moment of moments)
      it(`of ${String(seconds)} s with 500 after ${String(moment)} requests leaves no trace`, async () => {
        let requests = 0;
        const over = isOver();
        const refuse = () =>
          ++requests > moment && !over() ? { status: 500, message: 'The server had an error' } : undefined;
        await check(await makeRunFixture(rows, { latencyMs: 5, refuse }));
      });

    it(`of ${String(seconds)} s in which nobody listens leaves no trace`, async () => {
      let requests = 0;
      const fixture: RunFixture = await makeRunFixture(rows, {
        latencyMs: 5,
        onRequest: () => {
          if (++requests === moments[0]) void fixture.server.goAway(1000 * seconds);
        },
      });
      await check(fixture);
    });
  }
});
