// One probability of an answer from the tokens that overlap it, to the byte.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenConfidence } from '../../src/providers/tokenConfidence';

const half = Math.log(0.5);
const near = (actual: number | undefined, wanted: number) => {
  assert.ok(actual !== undefined && Math.abs(actual - wanted) < 1e-12, String(actual));
};
const tokens = (...pieces: readonly string[]) => pieces.map((token) => ({ token, logprob: half }));

describe('tokenConfidence', () => {
  it('multiplies the tokens that overlap the answer, and no others', () => {
    const reply = 'ab cd ef';
    near(tokenConfidence(tokens('ab', ' ', 'cd', ' ', 'ef'), reply, 3, 5), 0.5);
    near(tokenConfidence(tokens('ab ', 'c', 'd', ' ef'), reply, 3, 5), 0.25);
    near(tokenConfidence(tokens('ab c', 'd ef'), reply, 3, 5), 0.25);
    near(tokenConfidence(tokens('ab c', 'd ef'), reply, 0, 1), 0.5);
    near(tokenConfidence(tokens('ab c', 'd ef'), reply, 7, 8), 0.5);
    near(tokenConfidence(tokens('', 'ab cd ef', ''), reply, 0, 8), 0.5);
    near(tokenConfidence(tokens('ab', '', ' cd ef'), reply, 1, 3), 0.25);
  });

  it('is the product, whatever the pieces, also where characters take several bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'ü', '€', '😀'), { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        (letters, at) => {
          const place = at % letters.length;
          const start = letters.slice(0, place).join('').length;
          const scored = letters.map((token, i) => ({ token, logprob: i === place ? half : -7 }));
          const before = [{ token: '|', logprob: -3 }];
          near(tokenConfidence([...before, ...scored], letters.join(''), start, start + letters[place]!.length), 0.5);
        },
      ),
      { examples: [[['a'], 0]], numRuns: 40 },
    );
  });

  it('is unknown where an overlapping token has no proper score, and only there', () => {
    const scored = (logprob: number | null | undefined) => [
      { token: 'a', logprob },
      { token: 'b', logprob: half },
    ];
    for (const none of [null, undefined, NaN, -9999, -1e5]) {
      assert.equal(tokenConfidence(scored(none), 'ab', 0, 1), undefined);
      near(tokenConfidence(scored(none), 'ab', 1, 2), 0.5);
    }
    near(tokenConfidence(scored(-9998), 'ab', 0, 1), 0);
    near(tokenConfidence(scored(0.3), 'ab', 0, 1), 1);
    assert.equal(tokenConfidence(scored('-1' as unknown as number), 'ab', 0, 1), undefined);
  });

  it('is unknown of nothing, and where the reply is not spelled, or twice', () => {
    assert.equal(tokenConfidence(tokens('ab'), 'ab', 1, 1), undefined);
    assert.equal(tokenConfidence(tokens('ab'), 'ab', 1, 0), undefined);
    assert.equal(tokenConfidence(tokens('ab'), 'abc', 0, 1), undefined);
    assert.equal(tokenConfidence(tokens('ab'), 'abc', 1, 2), undefined);
    assert.equal(tokenConfidence(tokens('ab'), 'ab', 2, 3), undefined);
    assert.equal(tokenConfidence(tokens('ab', 'ab'), 'ab', 0, 1), undefined);
    assert.equal(tokenConfidence(tokens('a', 'aa'), 'aa', 0, 1), undefined);
    assert.equal(tokenConfidence(undefined, 'ab', 0, 1), undefined);
    assert.equal(tokenConfidence([], '', 0, 1), undefined);
    near(tokenConfidence([{ token: '?', bytes: [97], logprob: half }], 'a', 0, 1), 0.5);
  });
});
