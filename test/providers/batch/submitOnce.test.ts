// A batch is submitted once, whatever the connection does, and looked for until the service can tell whether it has it.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import type { BatchService, Submission } from '../../../src/providers/batch/batchService';
import { newReference } from '../../../src/providers/batch/reference';
import { findDecided, submitOnce } from '../../../src/providers/batch/submitOnce';
import { virtualClock } from '../../support/fakeClock';
import { never } from '../../support/requests';
import { fakeService, fault } from './fakeBatchService';

const bornMs = 1e12;
const minuteMs = 60_000;
const done: Submission = { type: 'submitted', batchId: 'done' };
type Step<T> = T | Error;

/** Steps one after the other, the last one for good, with the time of each. */
function steps<T>(clock: { nowMs(): number }, given: readonly Step<T>[]) {
  const times: number[] = [];
  return {
    times,
    next: (): Promise<T> => {
      times.push(Math.round(clock.nowMs()));
      const step = given[Math.min(times.length, given.length) - 1]!;
      return step instanceof Error ? Promise.reject(step) : Promise.resolve(step);
    },
  };
}

/** @param ageMs of the reference */
async function submit(
  submissions: readonly Step<Submission>[],
  founds: readonly Step<string | undefined>[] = [undefined],
  { wanted = (): boolean => true, ageMs = 5 * minuteMs } = {},
) {
  const clock = virtualClock();
  const [handed, found] = [steps(clock, submissions), steps(clock, founds)];
  const service = fakeService({
    submit: (_, reference, signal) => {
      assert.equal(signal.aborted, false);
      assert.equal(reference, name);
      return handed.next();
    },
    find: (reference, known) => {
      assert.deepEqual([reference, known.size], [name, 0]);
      return found.next();
    },
  });
  const name = newReference(bornMs - ageMs);
  const ports = { clock, epochMs: () => bornMs + clock.nowMs(), waitMs: 1000, signal: never };
  const end = await submitOnce(service, [], name, ports, wanted).catch((error: unknown) => error);
  clock.stop();
  return { end, handed: handed.times, looked: found.times };
}

describe('handing a batch in', () => {
  it('happens once where it is taken or refused', async () => {
    for (const submission of [
      done,
      { type: 'refused', refusal: { why: 'other', message: 'no', error: fault() } },
    ] as const)
      assert.deepEqual(await submit([submission]), { end: submission, handed: [0], looked: [] });
  });

  it('is not done where nobody wants it, also after an error', async () => {
    assert.deepEqual(await submit([done], [], { wanted: () => false }), { end: undefined, handed: [], looked: [] });
    let asked = 0;
    const later = await submit([fault(), done], [], { wanted: () => ++asked < 2 });
    assert.deepEqual(later, { end: undefined, handed: [0], looked: [] });
  });

  it('is tried again after ever longer waits, not looked for where it surely was not taken', async () => {
    assert.deepEqual(await submit([fault(), fault(), fault(), done]), {
      end: done,
      handed: [0, 2000, 5000, 9500],
      looked: [],
    });
    const stated = await submit([fault({ retryAfterMs: 30_000 }), done]);
    assert.deepEqual(stated.handed, [0, 30_000]);
    assert.deepEqual((await submit([fault({ retryAfterMs: 30 }), done])).handed, [0, 2000]);
  });

  it('is looked for first where it may have been taken', async () => {
    const open = fault({ mayBeBilled: true });
    assert.deepEqual(await submit([open, done], ['there']), {
      end: { type: 'submitted', batchId: 'there' },
      handed: [0],
      looked: [2000],
    });
    assert.deepEqual(await submit([open, done], [undefined]), { end: done, handed: [0, 2000], looked: [2000] });
  });

  it('passes on what no waiting helps', async () => {
    const refused = fault({ isRetryable: false });
    assert.deepEqual(await submit([refused, done]), { end: refused, handed: [0], looked: [] });
    const bug = new Error('a bug');
    assert.deepEqual((await submit([bug, done])).end, bug);
  });

  it('pauses the run after a quarter of an hour of errors, a limit of requests aside', async () => {
    const { end, handed } = await submit([fault()]);
    assert.ok(
      end instanceof ProviderError &&
        end.kind === 'quota' &&
        /^A batch could not be submitted for 15 minutes\./.test(end.message),
    );
    const [last, before] = [handed.at(-1)!, handed.at(-2)!];
    assert.ok(last > 15 * minuteMs && before <= 15 * minuteMs, handed.join(' '));
    const limited = await submit([
      ...Array.from({ length: 60 }, () => fault({ retryAfterMs: minuteMs }, 'rate-limit')),
      fault(),
      done,
    ]);
    assert.equal(limited.end, done);
    const exact = await submit([fault({ retryAfterMs: 15 * minuteMs }), fault(), done]);
    assert.equal(exact.end, done, 'exactly a quarter is not yet too long');
    const late = await submit([fault({ retryAfterMs: 15 * minuteMs + 1 }), fault(), done]);
    assert.ok(late.end instanceof ProviderError);
  });
});

describe('looking for a batch', () => {
  async function find(founds: readonly Step<Awaited<ReturnType<BatchService['find']>>>[], ageMs = 5 * minuteMs) {
    const clock = virtualClock();
    const found = steps(clock, founds);
    const known = new Set(['other']);
    const service = fakeService({
      find: (_, knownIds, signal) => {
        assert.equal(knownIds, known);
        assert.notEqual(signal, never);
        return found.next();
      },
    });
    const ports = { clock, epochMs: () => bornMs + clock.nowMs(), waitMs: 1000, signal: never };
    const end = await findDecided(service, newReference(bornMs - ageMs), ports, known).catch((error: unknown) => error);
    clock.stop();
    return { end, looked: found.times };
  }

  it('ends with what is found, and with nothing when it surely would be listed', async () => {
    assert.deepEqual(await find(['there']), { end: 'there', looked: [0] });
    assert.deepEqual(await find(['there'], 0), { end: 'there', looked: [0] });
    assert.deepEqual(await find([undefined]), { end: undefined, looked: [0] });
    assert.deepEqual((await find([undefined], 2 * minuteMs)).looked, [0]);
    const young = await find([undefined], 2 * minuteMs - 1);
    assert.deepEqual(young.looked, [0, 1000], 'made moments ago, it may not be listed yet');
    assert.deepEqual(await find([undefined, undefined, 'there'], 0), { end: 'there', looked: [0, 1000, 2500] });
  });

  it('goes on while the service cannot tell', async () => {
    assert.deepEqual(await find(['undecided', 'undecided', undefined]), { end: undefined, looked: [0, 1000, 2500] });
  });

  it('goes on after errors that may pass, for a quarter of an hour without an answer', async () => {
    assert.deepEqual(await find([fault(), 'there']), { end: 'there', looked: [0, 1000] });
    const { end, looked } = await find([fault()]);
    assert.ok(
      end instanceof ProviderError && /^The service could not be asked for a batch for 15 minutes\./.test(end.message),
    );
    assert.ok(looked.at(-1)! > 15 * minuteMs && looked.at(-2)! <= 15 * minuteMs);
    const answering = await find([
      ...Array.from({ length: 200 }, (_, at) => (at % 40 === 39 ? ('undecided' as const) : fault())),
      'there',
    ]);
    assert.equal(answering.end, 'there');
    const refused = fault({ isRetryable: false });
    assert.equal((await find([refused])).end, refused);
    const bug = new Error('a bug');
    assert.equal((await find([bug])).end, bug);
  });
});
