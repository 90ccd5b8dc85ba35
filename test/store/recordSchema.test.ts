// A journal may come from a stranger: of every field of every record and event that it may hold, another kind is refused, and the field named.
import assert from 'node:assert/strict';
import { checkedRecord } from '../../src/store/recordSchema';
import { spoilt } from './spoilt';

const totals = {
  ...{ asked: 3, delivered: 2, costUsd: 0.5, inputTokens: 10, cachedInputTokens: 1, outputTokens: 2, cpuSeconds: 0.1 },
  versions: ['v1'],
};
const promise = {
  ...{ rows: 9, covered: 8, allowed: 1, unreadable: 1, accuracy: 0.9, thresholds: [0.95, 0.9], atMostUsd: 2 },
  ...{ confidence: 0.95, reference: 'big', basis: 'certified' },
  judge: { id: 'j', noWorse: true, verdicts: 9, different: 1, unread: 0 },
  labelled: { rows: 9, column: 'c', areRandom: true },
  batch: { rows: 5, allowed: 1, kept: 4, continues: 'a-run' },
  ...{ distinctRows: 7, earlierRuns: 2, repeatsDraw: true, person: { labels: 5, unlabelled: 1 } },
  loss: { by: 'f1', cap: 0.1, mean: 0.05 },
  filter: { recall: 0.9, precision: 0.8, kept: 5, missed: 1, wrong: 1 },
};
const selfAgreement = { wanted: 9, measured: { rows: 8, agreed: 7, lower: 0.5, upper: 0.9 }, why: 'some failed' };

/** Of each type, with every field that a journal may hold. */
const events = [
  {
    type: 'model-profiled',
    ...{ model: 'm', asked: 9, agreed: 8, lower: 0.1, upper: 0.9, status: 'satisfied', why: 'w' },
  },
  {
    type: 'paths-considered',
    paths: [{ name: 'n', models: ['m'], expectedUsd: 1, sampleRows: 2, acceptedRows: 3, isChosen: true, why: 'w' }],
  },
  { type: 'forecast-made', total: { lowUsd: 1, expectedUsd: 2, highUsd: 3 }, referenceUsd: 4, why: 'w' },
  {
    type: 'look-taken',
    ...{ look: 0, sampled: 9, population: 99, visibleAllowed: -1, visible: 0, prefixRows: 5, certifiedRows: 4 },
    ...{ pathRows: 90, accuracy: 0.9, side: 'kept' },
  },
  { type: 'sample-judged', from: 3, population: 99, rows: [5, 0], models: ['m', ''] },
  { type: 'profiling-stopped', why: 'w', stopUsd: 1, goOnUsd: 2 },
  { type: 'mix-decided', shares: [{ model: 'm', rows: 4, expectedUsd: 1 }], why: 'w' },
  {
    ...{ type: 'ladder-reordered', models: [{ model: 'm', usdPerRow: 1 }], reference: 'big', leftOut: ['x'], why: 'w' },
  },
  { type: 'noted', message: 'm' },
  {
    type: 'run-started',
    ...{ runId: 'r', dataset: 'd', rows: 9, distinctRows: 8, models: ['m'], reference: 'big', strategy: 'certified' },
    ...{ accuracy: 0.9, confidence: 0.95, allowed: 1, seed: 7, budgetUsd: 2, isResumed: false },
    ...{ filter: { recall: 0.9, precision: 0.8 }, loss: { by: 'absolute', cap: 2, mean: 1 } },
    ...{ mostRequests: 9, until: 'plan' },
  },
  { type: 'traffic', code: 'limit', host: 'h', model: 'm', message: 'slow' },
  { type: 'workers-seen', queue: 'q', workers: [{ name: 'w', slots: 2, perSecond: 0.5 }] },
  { type: 'labels-wanted', model: 'm', rows: [4], given: 1, free: 2, expected: 3 },
  { type: 'phase-started', phase: 'plan', calls: 3 },
  {
    type: 'progressed',
    perModel: { m: totals },
    ...{ rowsDone: 1, spentUsd: 2, possiblyBilledUsd: 3, referenceUsd: 4, elapsedMs: 5, callsDone: 6, callsPlanned: 7 },
  },
  { type: 'row-failed', row: 3, model: 'm', kind: 'server', message: 'no' },
  { type: 'run-paused', reason: 'budget', message: 'm', provider: 'p' },
  {
    ...{ type: 'run-finished', promise, perModel: { m: totals }, spentUsd: 1, possiblyBilledUsd: 2, referenceUsd: 3 },
    ...{ savings: 2, failedRows: 1, failedBecause: [{ cause: 'c', rows: 1 }], elapsedMs: 5, output: 'o' },
    ...{ outputSha256: 'ab', report: 'r', checked: { rows: 9, deviating: 0 }, selfAgreement },
  },
];
const usage = {
  ...{ inputTokens: 1, cachedInputTokens: 2, cacheWriteTokens: 3, outputTokens: 4, reasoningTokens: 5, cpuSeconds: 6 },
};
const records: readonly { readonly type: string; readonly [field: string]: unknown }[] = [
  { type: 'failure', ...{ model: 'm', row: 1, kind: 'server', message: 'no' } },
  {
    ...{ type: 'repeat', model: 'm', row: 1, billedUsd: 1, usage, modelVersion: 'v', settles: [1] },
    answer: { status: 'valid', key: 'k', text: 't', costUsd: 1, confidence: 0.5, cause: 'c' },
  },
  { type: 'room', ...{ model: 'm', tokens: 9 } },
  { type: 'unread', ...{ model: 'm', billedUsd: 1, usage, settles: [1] } },
  { type: 'lost-attempt', ...{ model: 'm', reservedUsd: 1, reservation: 3, stays: true } },
  ...events.map((event) => ({ type: 'event', event })),
];

const nameOf = (record: { readonly type: string }) =>
  'event' in record ? `event ${(record.event as { type: string }).type}` : record.type;

describe('records of a journal', () => {
  for (const record of records) {
    it(`are as they were written, and with what a later version adds: ${nameOf(record)}`, () => {
      assert.deepEqual(checkedRecord(record), record);
      assert.deepEqual(checkedRecord({ ...record, later: [1] }), { ...record, later: [1] });
    });

    it(`are refused where a field is of another kind, which is named: ${nameOf(record)}`, () => {
      for (const { path, value } of spoilt(record)) {
        assert.throws(
          () => checkedRecord(value),
          (error) => {
            assert.ok(error instanceof TypeError);
            // A field of a union is named by the union; what has no type has no name.
            const field = path.replace(/^event\./, '').split('.')[0]!;
            if (path !== '' && !/(?:^|\.)type$/.test(path) && path !== 'event')
              assert.ok(error.message.includes(field), error.message);
            return true;
          },
          path,
        );
      }
    });
  }

  it('hold no negative money or counts, and no row that is none', () => {
    const [failure] = records;
    for (const row of [-1, 1.5, NaN, 2 ** 60]) assert.throws(() => checkedRecord({ ...failure, row }), /row/);
    const lost = { type: 'lost-attempt', model: 'm', reservedUsd: -1 };
    assert.throws(() => checkedRecord(lost), /no sound record "lost-attempt" \(reservedUsd: /);
    const unread = { type: 'unread', model: 'm', billedUsd: -1, usage: {} };
    assert.throws(() => checkedRecord(unread), /billedUsd/);
    assert.throws(() => checkedRecord({ ...unread, billedUsd: 0, usage: { inputTokens: -1 } }), /usage\.inputTokens/);
    const failed = { type: 'row-failed', row: -1, model: 'm', kind: 'server', message: 'no' };
    assert.throws(() => checkedRecord({ type: 'event', event: failed }), /no sound event "row-failed" \(row: /);
  });

  it('may leave off what is unknown', () => {
    const profiled = {
      ...{ type: 'model-profiled', model: 'm', asked: 9, agreed: 8, lower: 0.1, upper: 0.9, status: 'unknown' },
    };
    assert.deepEqual(checkedRecord({ type: 'event', event: profiled }), { type: 'event', event: profiled });
    const bare = { type: 'unread', model: 'm', usage: {} };
    assert.deepEqual(checkedRecord(bare), bare);
    const look = {
      ...{ type: 'look-taken', look: 0, sampled: 9, population: 99, visibleAllowed: null },
      ...{ visible: 0, prefixRows: 5, pathRows: 90 },
    };
    assert.deepEqual(checkedRecord({ type: 'event', event: look }), { type: 'event', event: look });
  });

  for (const [what, value, expected] of [
    ['nothing', null, /^not a journal record of this version$/],
    ['a text', 'event', /^not a journal record/],
    ['of no type', { event: {} }, /^not a journal record/],
    ['of a type that is a list', { ...records[0], type: ['failure'] }, /^not a journal record/],
    ['of an inherited type', { type: 'toString' }, /^not a journal record/],
    [
      'an event of a later version',
      { type: 'event', event: { type: 'dream' } },
      /^an event that this version does not know$/,
    ],
    ['an event of an inherited type', { type: 'event', event: { type: 'constructor' } }, /^an event that this version/],
  ] as const)
    it(`are not ${what}`, () => {
      assert.throws(
        () => checkedRecord(value),
        (error) => error instanceof TypeError && expected.test(error.message),
      );
    });

  it('are no deeper than any that SMART writes', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    const failure = { type: 'failure', model: 'm', row: 1, kind: 'server', message: 'no', deep };
    assert.throws(() => checkedRecord(failure), /nested deeper/);
  });
});
