import assert from 'node:assert/strict';
import { isRefusedForNow, patiently, patientlyBeside, type Waiting } from '../../src/files/patience';

const refused = (code: string) => Object.assign(new Error(code), { code });

/** Time passes by waiting only. */
function waiting(): Waiting & { readonly waits: number[] } {
  const waits: number[] = [];
  const total = () => waits.reduce((sum, ms) => sum + ms, 0);
  const waitSync = (ms: number) => void waits.push(ms);
  return {
    waits,
    nowMs: total,
    waitSync,
    wait: (ms) => {
      waitSync(ms);
      return Promise.resolve();
    },
  };
}

/** Refuses so often. */
function refusing(times: number, code: string): () => string {
  let left = times;
  return () => {
    if (left-- > 0) throw refused(code);
    return 'done';
  };
}

for (const [name, patient] of [
  ['patiently', (act: () => string, by: Waiting) => Promise.resolve().then(() => patiently(act, by))],
  ['patientlyBeside', patientlyBeside<string>],
] as const)
  describe(name, () => {
    for (const code of ['EPERM', 'EBUSY', 'EACCES'])
      it(`outlasts ${code}`, async () => {
        const time = waiting();
        assert.equal(await patient(refusing(5, code), time), 'done');
        assert.deepEqual(time.waits, [10, 20, 40, 80, 160]);
      });

    it('gives up after some ten seconds, with the refusal', async () => {
      const time = waiting();
      await assert.rejects(patient(refusing(Infinity, 'EBUSY'), time), { code: 'EBUSY' });
      assert.ok(time.nowMs() >= 10_000 && time.nowMs() < 10_500, String(time.nowMs()));
    });

    it('does not wait for what waiting does not mend', async () => {
      const time = waiting();
      for (const code of ['ENOSPC', 'ENOENT', 'EROFS', 'EIO'])
        await assert.rejects(patient(refusing(1, code), time), { code });
      await assert.rejects(
        patient(() => {
          throw new RangeError('a fault of ours');
        }, time),
        RangeError,
      );
      assert.deepEqual(time.waits, []);
      assert.ok(!isRefusedForNow(undefined));
    });
  });
