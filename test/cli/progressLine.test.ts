import assert from 'node:assert/strict';
import { createProgressLine } from '../../src/cli/progressLine';
import type { RunEvent } from '../../src/engine/events';
import type { TrafficNotice } from '../../src/engine/trafficNotice';
import { manualClock } from '../support/fakeClock';

const started: RunEvent = {
  ...{ type: 'run-started', runId: 'r', dataset: 'd.csv', rows: 900, distinctRows: 900, models: ['a', 'b'] },
  ...{ reference: 'b', strategy: 'certified', accuracy: 0.9, confidence: 0.95, allowed: 90, seed: 1, isResumed: false },
};
const progressed: RunEvent = {
  ...{ type: 'progressed', perModel: {}, rowsDone: 0, spentUsd: 0.01, elapsedMs: 60_000 },
  ...{ callsDone: 60, callsPlanned: 900, perSecond: 1 },
};
const notice = (code: TrafficNotice['code'], more: Partial<TrafficNotice> = {}): TrafficNotice => ({
  ...{ type: 'traffic', code, host: 'api.example.com', model: 'a', figures: {} },
  ...more,
});

describe('progress on a terminal', () => {
  for (const columns of [undefined, 40, 80, 200])
    it(`fits its line into ${columns === undefined ? 'a terminal that tells no width' : String(columns)} columns`, () => {
      const written: string[] = [];
      const write = (text: string) => written.push(text) > 0;
      const stream = { write, isTTY: true, ...(columns !== undefined && { columns }) };
      const progress = createProgressLine(stream, manualClock(), 5);
      progress.emit(started);
      const message = `p (api.example.com): 500 ${'The flux capacitor is empty. '.repeat(10)}`;
      progress.emit(notice('outage', { message, figures: { waitMs: 5000, times: 3 } }));
      progress.dispose();
      const [line] = written;
      assert.ok(line!.startsWith('\r\u001b[K'), JSON.stringify(line));
      assert.ok(line!.length - 4 < (columns ?? 80) && line!.endsWith('...'), JSON.stringify(line));
    });
});

describe('progress without a terminal', () => {
  function lines(everyMs: number) {
    const written: string[] = [];
    const progress = createProgressLine({ write: (text: string) => written.push(text) > 0 }, manualClock(), everyMs);
    return { written, progress };
  }

  it('says what a limit makes it wait for and how long the phase takes', async () => {
    const { written, progress } = lines(5);
    progress.emit(started);
    progress.emit(progressed);
    progress.emit(notice('limit', { figures: { perMinute: 60, waitMs: 3000 } }));
    while (written.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    progress.dispose();
    assert.match(written.at(-1)!, /waiting for the limit of api\.example\.com \(60 a minute\), about 14 min left/);
  });

  it("tells a server's sentence at once and goes on telling while the first questions are held, before the run has begun", async () => {
    const { written, progress } = lines(5);
    const message = 'p (api.example.com): 500 The flux capacitor is empty.';
    progress.emit(notice('outage', { message, figures: { waitMs: 5000, times: 3 } }));
    assert.equal(
      written[0],
      'first questions, before the run; p (api.example.com): 500 The flux capacitor is empty; rows are held, next try in 5 s (3rd time)\n',
    );
    while (written.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    progress.dispose();
  });
});
