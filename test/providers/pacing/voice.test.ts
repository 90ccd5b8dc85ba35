// What is told of the waits of an account, and how often.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import type { TrafficNotice } from '../../../src/engine/trafficNotice';
import { createVoice } from '../../../src/providers/pacing/voice';
import { manualClock } from '../../support/fakeClock';

async function voiceAt(fromMs = 0) {
  const clock = manualClock();
  await clock.advance(fromMs);
  const notices: TrafficNotice[] = [];
  const voice = createVoice(clock, 'host', 'model', (notice) => notices.push(notice));
  /** What was told since it was asked last. */
  const told = () => notices.splice(0).map(({ code, figures, message }) => [code, figures, message] as const);
  const codes = () => told().map(([code]) => code);
  return { clock, voice, told, codes };
}
const refused = new ProviderError('rate-limit', 'slow down', { isRetryable: true, status: 429 });
const lost = new ProviderError('network', 'no way', { isRetryable: true });
const limit = (untilMs: number, perMinute?: number) =>
  ({ reason: 'limit', untilMs, ...(perMinute !== undefined && { perMinute }) }) as const;

describe('the voice of an account', () => {
  it('tells a trouble with host, model, figures, status and words', async () => {
    const clock = manualClock();
    const notices: TrafficNotice[] = [];
    const voice = createVoice(clock, 'host', 'model', (notice) => notices.push(notice));
    voice.tell('refused', refused, { waitMs: 3000 });
    voice.tell('outage', lost, { lastedMs: 3 });
    assert.deepEqual(notices, [
      {
        type: 'traffic',
        code: 'refused',
        host: 'host',
        model: 'model',
        figures: { waitMs: 3000, status: 429 },
        message: 'slow down',
      },
      { type: 'traffic', code: 'outage', host: 'host', model: 'model', figures: { lastedMs: 3 }, message: 'no way' },
    ]);
    notices.length = 0;
    voice.answered();
    assert.deepEqual(notices, [{ type: 'traffic', code: 'clear', host: 'host', model: 'model', figures: {} }]);
    // With nobody to tell nothing breaks.
    createVoice(clock, 'host', 'model', undefined).tell('refused', refused, {});
  });

  it('repeats one that lasts every five seconds, and sooner where the wait is much longer', async () => {
    const { clock, voice, codes } = await voiceAt();
    const tell = (waitMs?: number) => {
      voice.tell('refused', refused, waitMs === undefined ? {} : { waitMs });
      return codes().length;
    };
    assert.equal(tell(1000), 1);
    assert.equal(tell(3000), 0, 'twice as long and a second more');
    assert.equal(tell(3001), 1);
    await clock.advance(4999);
    assert.equal(tell(), 0);
    await clock.advance(1);
    assert.equal(tell(), 1);
    assert.equal(tell(1000), 0);
    assert.equal(tell(1001), 1);
  });

  it('tells a limit when a wait for it lasts two seconds, or waits for it do', async () => {
    const { clock, voice, told, codes } = await voiceAt(10_000);
    voice.waits({ reason: 'outage', untilMs: 90_000 });
    voice.waits(limit(11_999));
    assert.deepEqual(told(), []);
    voice.waits(limit(12_000, 60));
    assert.deepEqual(told(), [['limit', { waitMs: 2000, perMinute: 60 }, undefined]]);
    const other = await voiceAt(10_000);
    other.voice.waits(limit(11_000));
    await other.clock.advance(1999);
    other.voice.waits(limit(12_100));
    assert.deepEqual(other.codes(), []);
    await other.clock.advance(1);
    other.voice.waits(limit(12_100));
    assert.deepEqual(other.told(), [['limit', { waitMs: 100 }, undefined]]);
    // Waits that lie apart are not one.
    const apart = await voiceAt(10_000);
    apart.voice.waits(limit(10_500));
    await apart.clock.advance(500 + 2001);
    apart.voice.waits(limit(13_100));
    assert.deepEqual(apart.codes(), []);
    const together = await voiceAt(10_000);
    together.voice.waits(limit(10_500));
    await together.clock.advance(500 + 2000);
    together.voice.waits(limit(12_600));
    assert.deepEqual(together.codes(), ['limit']);
    // A wait that was over already lasts until now.
    const over = await voiceAt(10_000);
    over.voice.waits(limit(9000));
    await over.clock.advance(2000);
    over.voice.waits(limit(12_001));
    assert.deepEqual(over.codes(), ['limit']);
    await clock.advance(1);
    assert.deepEqual(codes(), []);
  });

  it('says nothing of each refusal at a limit that is told, unless it takes long', async () => {
    const { voice, codes } = await voiceAt();
    voice.waits(limit(2000));
    voice.tell('refused', refused, {});
    voice.tell('refused', refused, { waitMs: 3999 });
    assert.deepEqual(codes(), ['limit']);
    voice.tell('refused', refused, { waitMs: 4000 });
    voice.tell('outage', lost, {});
    assert.deepEqual(codes(), ['refused', 'outage']);
    voice.waits(limit(9000));
    voice.tell('retrying', lost, {});
    assert.deepEqual(codes(), ['limit', 'retrying'], 'what is no refusal is news');
    voice.tell('refused', refused, {});
    assert.deepEqual(codes(), ['refused'], 'what was told last is no limit');
  });

  it('says that a trouble is over with the first answer, of a limit when nothing has waited for it for five seconds', async () => {
    const { clock, voice, told, codes } = await voiceAt();
    voice.answered();
    assert.deepEqual(codes(), [], 'nothing was told');
    voice.tell('outage', lost, {});
    voice.answered();
    voice.answered();
    assert.deepEqual(told(), [
      ['outage', {}, 'no way'],
      ['clear', {}, undefined],
    ]);
    await clock.advance(6000);
    voice.answered();
    assert.deepEqual(codes(), [], 'it is over already');
    voice.waits(limit(9000));
    voice.tell('outage', lost, {});
    voice.answered();
    assert.deepEqual(codes(), ['limit', 'outage', 'clear'], 'the outage is over, though a limit was told before');
    await clock.advance(20_000);
    voice.waits(limit(29_000));
    voice.answered();
    await clock.advance(3000 + 4999);
    voice.answered();
    assert.deepEqual(codes(), ['limit']);
    await clock.advance(1);
    voice.answered();
    assert.deepEqual(codes(), ['clear']);
    voice.waits(limit(clock.nowMs() + 2000));
    assert.deepEqual(codes(), ['limit'], 'it is news again');
  });
});
