import assert from 'node:assert/strict';
import { waitingText } from '../../src/cli/waitingText';
import type { TrafficNotice } from '../../src/engine/trafficNotice';

describe('what a run waits for', () => {
  for (const [waitMs, words] of [
    [0, 'next try in 1 s'],
    [80, 'next try in 1 s'],
    [4200, 'next try in 5 s'],
    [5000, 'next try in 5 s'],
  ] as const)
    it(`tells a wait of ${String(waitMs)} ms in whole seconds, none too few`, () => {
      for (const code of ['refused', 'outage'] as const) {
        const notice: TrafficNotice = { type: 'traffic', code, host: 'h', model: 'a', figures: { waitMs } };
        assert.ok(waitingText(notice).endsWith(words), waitingText(notice));
      }
    });
});
