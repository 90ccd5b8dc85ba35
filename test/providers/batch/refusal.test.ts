// Why a batch was not taken, from what services say.
import assert from 'node:assert/strict';
import { ProviderError } from '../../../src/engine/provider';
import { readRefusal, refusedOr, type StatedError } from '../../../src/providers/batch/refusal';
import { fault } from './fakeBatchService';

const context = {
  endpoint: 'vendor (host)',
  redact: (text: string) => text.replaceAll('KEY', '***'),
  nowEpochMs: () => 0,
};

describe('why a batch was refused', () => {
  const cases: readonly (readonly [string, readonly StatedError[], string, number?])[] = [
    ['nothing said', [], 'other'],
    [
      'a limit in a sentence',
      [{ message: 'Enqueued token limit reached for gpt-4o-mini. Limit: 2,000,000 enqueued tokens. Please try again' }],
      'enqueued',
      2_000_000,
    ],
    [
      'a limit in thousands',
      [{ code: 'token_limit_exceeded', message: 'The limit is 90k tokens' }],
      'enqueued',
      90_000,
    ],
    ['a limit in millions', [{ code: 'token_limit_exceeded', message: 'limit of 3 M tokens' }], 'enqueued', 3_000_000],
    ['a limit without its unit', [{ code: 'batch_limit_exceeded', message: 'Limit: 500' }], 'enqueued', 500],
    ['a limit of one', [{ code: 'token_limit_exceeded', message: 'limit 7 tokens' }], 'enqueued', 7],
    ['a limit of nothing', [{ code: 'token_limit_exceeded', message: 'limit: 0 tokens' }], 'enqueued'],
    ['no figure', [{ message: 'too many running batches' }], 'enqueued'],
    ['a spent account that names its queue', [{ code: 'insufficient_quota', message: 'queue limit' }], 'other'],
    ['a size', [{ code: 'file_too_large', message: null }], 'size'],
    ['too many requests in one', [{ message: 'more than 50,000 requests' }], 'size'],
    ['a line', [{ message: 'bad', line: 3 }], 'lines'],
    ['line 0 is none', [{ message: 'bad', line: 0 }], 'other'],
    ['an enqueued limit before lines', [{ message: 'enqueued', line: 3 }], 'enqueued'],
    ['the second error counts too', [{ message: 'hm' }, { message: 'request too large' }], 'size'],
  ];
  for (const [name, stated, why, limitTokens] of cases)
    it(`is read: ${name}`, () => {
      const refusal = readRefusal(stated, context);
      assert.deepEqual([refusal.why, refusal.limitTokens], [why, limitTokens]);
      assert.equal('limitTokens' in refusal, limitTokens !== undefined);
      assert.equal(refusal.error.kind, why === 'lines' ? 'bad-request' : 'quota');
      assert.equal(refusal.error.details.isRetryable, false);
      assert.equal(refusal.lines !== undefined, why === 'lines');
    });

  it('is a sentence without keys and a second full stop, the lines counted from 0', () => {
    const refusal = readRefusal(
      [{ message: 'KEY is bad.', line: 1 }, { code: 'code KEY', line: 4 }, { line: 6 }, { message: 'no line' }],
      context,
    );
    assert.equal(refusal.message, '*** is bad.');
    assert.equal(
      refusal.error.message,
      'vendor (host): the batch was not taken (*** is bad). Nothing of it was run or billed.',
    );
    assert.deepEqual(
      [...refusal.lines!],
      [
        [0, '*** is bad.'],
        [3, 'code ***'],
        [5, 'refused'],
      ],
    );
    assert.equal(readRefusal([{ code: 'the_code' }], context).message, 'the_code');
    assert.equal(readRefusal([], context).message, 'no reason given');
    assert.equal(readRefusal([{ message: 'x'.repeat(600) }], context).message.length, 500);
  });
});

describe('a submission that ended in an error', () => {
  it('is a refusal of the batch, or an error of the account or the connection', () => {
    const cases = [
      [fault({ isRetryable: false }, 'bad-request'), { status: 400, message: 'Nothing known' }, 'other'],
      [
        fault({ isRetryable: false }, 'bad-request'),
        { status: 400, message: 'outer', error: { message: 'file too large' } },
        'size',
      ],
      [
        fault({ isRetryable: false }, 'bad-request'),
        { status: 400, code: 'too_many_tasks', error: { code: 'other' } },
        'size',
      ],
      [
        fault({ isRetryable: false }, 'bad-request'),
        { status: 400, message: 'x', error: { code: 'too_many_tasks', message: 'no' } },
        'size',
      ],
      [fault(), { status: 413, message: 'whatever' }, 'size'],
      [fault({}, 'rate-limit'), { status: 429, message: 'too many running batches' }, 'enqueued'],
      [fault({}, 'rate-limit'), { status: 429, message: 'slow down' }, undefined],
      [fault(), { status: 500, message: 'enqueued' }, undefined],
      [fault({}, 'network'), {}, undefined],
    ] as const;
    for (const [known, error, why] of cases) {
      const read = () => refusedOr(known, error, context);
      if (why === undefined) assert.throws(read, (thrown) => thrown === known, JSON.stringify(error));
      else {
        const submission = read();
        assert.ok(submission.type === 'refused' && submission.refusal.why === why, JSON.stringify([error, submission]));
      }
    }
    const reason = new Error('stopped');
    assert.throws(
      () => refusedOr(reason, { status: 413 }, context),
      (thrown) => thrown === reason,
    );
    assert.ok(!(reason instanceof ProviderError));
  });
});
