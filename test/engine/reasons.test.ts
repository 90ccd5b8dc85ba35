import assert from 'node:assert/strict';
import { isReason, reason, withoutDollars, type Reason } from '../../src/engine/reasons';
import { inEnglish } from '../../src/engine/report/reasonsInEnglish';
import { inChinese } from '../../webview-ui/strings/reasonsZhCn';

const goOn = reason('profiling-on-costs', { rows: 20, costUsd: 1.25 });
/** One of each code; the type keeps it complete. */
const examples: Readonly<Record<Reason['code'], Reason>> = {
  'sample-too-large': reason('sample-too-large', { deviations: 5, rows: 100 }),
  'no-path-saves': reason('no-path-saves', {}),
  'nothing-pays-now': reason('nothing-pays-now', {}),
  'too-few-rows-left': reason('too-few-rows-left', {}),
  'reference-answers-all': reason('reference-answers-all', { because: reason('no-path-saves', {}) }),
  'larger-sample-does-not-pay': reason('larger-sample-does-not-pay', {}),
  'after-planning': reason('after-planning', {}),
  'after-first-answers': reason('after-first-answers', {}),
  'in-cheapest-way': reason('in-cheapest-way', {}),
  'no-way-with-it-saves': reason('no-way-with-it-saves', {}),
  'share-of-reference': reason('share-of-reference', { share: 0.19 }),
  'times-the-best': reason('times-the-best', { times: 1.5 }),
  'reference-times-the-best': reason('reference-times-the-best', { times: 5.3 }),
  'no-way-saves': reason('no-way-saves', {}),
  'prefix-certified': reason('prefix-certified', { prefixRows: 55, pathRows: 72, uncheckedRows: 3, referenceRows: 38 }),
  'filter-sides': reason('filter-sides', { keptRows: 40, droppedRows: 800, referenceRows: 160 }),
  'threshold-kept': reason('threshold-kept', {
    thresholds: [0.99, 0.95],
    kept: 0.95,
    because: reason('no-way-saves', {}),
  }),
  'allowed-without-evidence': reason('allowed-without-evidence', { allowed: 4, acceptedRows: 4, referenceRows: 36 }),
  'drift-found': reason('drift-found', { model: '9', newRows: 12, newDeviating: 5, oldRows: 60, oldDeviating: 2 }),
  'student-learned': reason('student-learned', { teacher: '9', rows: 1200, dissent: 0.013 }),
  'order-by-cost': reason('order-by-cost', { models: [{ model: '9', usdPerThousandRows: 0.5 }] }),
  'dearer-left-out': reason('dearer-left-out', {
    models: [{ model: '9', usdPerThousandRows: 3 }],
    reference: '7',
    referenceUsdPerThousandRows: 2,
  }),
  'not-tried': reason('not-tried', { models: ['8', '9'] }),
  'sample-drawn-anew': reason('sample-drawn-anew', { models: ['8', '9'] }),
  'tried-first': reason('tried-first', { models: ['8', '9'], rows: 60 }),
  all: reason('all', { reasons: [reason('no-way-saves', {}), goOn] }),
  'one-model': reason('one-model', { model: '9' }),
  'by-trust': reason('by-trust', { models: ['8', '9'] }),
  'escalates-by-trust': reason('escalates-by-trust', { models: ['8'], to: '9', share: 0.15 }),
  'agreement-reaches': reason('agreement-reaches', { lower: 0.9123, accuracy: 0.9 }),
  'agreement-below': reason('agreement-below', { upper: 0.8712, accuracy: 0.9 }),
  'dearer-than-satisfied': reason('dearer-than-satisfied', { model: '9' }),
  'interval-spans-threshold': reason('interval-spans-threshold', {}),
  'profiling-on-unknown': reason('profiling-on-unknown', {}),
  'profiling-on-costs': goOn,
  'not-worth-profiling': reason('not-worth-profiling', { because: goOn }),
  'rest-costs': reason('rest-costs', { model: '9', rows: 80, costUsd: 0.25, otherwise: goOn }),
  'cheapest-satisfied': reason('cheapest-satisfied', { rows: 20, costUsd: 0.25 }),
  'cheapest-split': reason('cheapest-split', {
    ...{ splits: 9, agreement: 0.9, confidence: 0.95, costUsd: 1 },
    parts: [{ model: '9', share: 0.4, agreement: 0.91, confidence: 0.96 }],
  }),
  'costs-unknown-no-split': reason('costs-unknown-no-split', {}),
  'costs-turned-out-otherwise': reason('costs-turned-out-otherwise', {
    because: reason('not-tried', { models: ['9'] }),
  }),
  'no-forecast': reason('no-forecast', { models: ['9'] }),
  'ways-by-order': reason('ways-by-order', { ways: [reason('one-model', { model: '9' })], chosen: 0 }),
  'no-price': reason('no-price', { models: ['9'] }),
  'asking-rivals': reason('asking-rivals', { models: ['m', 'n'], rows: 6 }),
  'asking-twice': reason('asking-twice', { model: '9', rows: 20 }),
  'rows-answered-readably': reason('rows-answered-readably', { model: '9', rows: 12 }),
  'paused-by-user': reason('paused-by-user', {}),
  'scan-is-done': reason('scan-is-done', {}),
  'labels-are-wanted': reason('labels-are-wanted', { person: '9', rows: 62, given: 140 }),
  'cap-buys-no-label': reason('cap-buys-no-label', { person: '9', capUsd: 5, perLabelUsd: 0.25 }),
  cancelled: reason('cancelled', {}),
  'window-closed': reason('window-closed', {}),
  'cancelled-all-kept': reason('cancelled-all-kept', {}),
};

const figuresIn = (text: string) => (text.match(/\d[\d,.]*\d|\d/g) ?? []).sort();

describe('reasons of decisions', () => {
  for (const [code, example] of Object.entries(examples)) {
    it(`is said in English and Chinese with the same figures: ${code}`, () => {
      assert.deepEqual(figuresIn(inChinese(example)), figuresIn(inEnglish(example)));
      assert.doesNotMatch(inEnglish(example) + inChinese(example), /undefined|NaN|\[object/);
      if (code !== 'one-model') assert.match(inChinese(example), /\p{Script=Han}/u);
      assert.doesNotMatch(inChinese(example), /[A-Za-z]{2}/);
    });

    it(`is read from a journal, and refused when a figure is of another kind: ${code}`, () => {
      const stored = JSON.parse(JSON.stringify(example)) as Reason;
      assert.ok(isReason(stored));
      for (const [name, figure] of Object.entries(stored.figures)) {
        const wrong = typeof figure === 'string' ? 7 : 'text';
        assert.ok(!isReason({ ...stored, figures: { ...stored.figures, [name]: wrong } }), name);
      }
      assert.ok(!isReason({ ...stored, code: 'toString' }));
    });

    it(`holds no dollars where a price is unknown: ${code}`, () => {
      const without = withoutDollars(example);
      assert.ok(isReason(without));
      assert.doesNotMatch(inEnglish(without) + inChinese(without), /\$/);
    });
  }

  it('leaves out amounts that are no numbers, at any depth', () => {
    const unknown = reason('order-by-cost', { models: [{ model: '9', usdPerThousandRows: NaN }] });
    assert.deepEqual(unknown.figures, { models: [{ model: '9' }] });
    assert.match(inEnglish(unknown), /9 an unknown amount/);
  });

  it('is refused when a stranger nests it deeper than decisions are', () => {
    let nested: Reason = reason('no-way-saves', {});
    for (let depth = 0; depth < 1000; depth++) nested = { code: 'not-worth-profiling', figures: { because: nested } };
    assert.ok(!isReason(nested));
  });
});
