import assert from 'node:assert/strict';
import { selfAgreementSentence } from '../../../src/engine/report/selfAgreement';

const measured = { rows: 20, agreed: 19, lower: 0.7513, upper: 0.9987 };

describe('the sentence on how often the reference agrees with itself', () => {
  it('tells the count with its interval, and what it means for every other agreement', () => {
    assert.equal(
      selfAgreementSentence({ wanted: 20, measured }, 'gpt-5', 0.95),
      'Asked twice about 20 rows, gpt-5 agreed with itself on 19 (95%; 75.1% to 99.9% at 95% confidence). Even an exact copy of it would not be expected to agree with it more often.',
    );
  });

  it('tells why fewer rows than wanted were asked about twice', () => {
    const why = 'The cap of $1.00 would be passed.';
    assert.match(
      selfAgreementSentence({ wanted: 50, measured, why }, 'gpt-5', 0.95),
      /^Asked twice about 20 rows, .* more often\. 50 rows were planned\. The cap of \$1\.00 would be passed\.$/,
    );
  });

  it('names no figure where nothing was measured', () => {
    assert.equal(
      selfAgreementSentence({ wanted: 20, why: 'Cancelled.' }, 'big', 0.95),
      'How often big agrees with itself was not measured. Cancelled.',
    );
  });
});
