import assert from 'node:assert/strict';
import { sentimentLabels } from '../../../src/providers/embedded/sentimentLabels';

const read = (...labels: string[]) => sentimentLabels({ type: 'labels', labels });

describe('sentimentLabels', () => {
  it('finds two or three labels of sentiment in any order and wording', () => {
    assert.deepEqual(read('positive', 'negative'), { positive: 'positive', negative: 'negative' });
    assert.deepEqual(read('NEG', 'POS'), { positive: 'POS', negative: 'NEG' });
    assert.deepEqual(read('0', '1'), { positive: '1', negative: '0' });
    assert.deepEqual(read('bad', 'good'), { positive: 'good', negative: 'bad' });
    assert.deepEqual(read('Positive review', 'Negative review'), {
      positive: 'Positive review',
      negative: 'Negative review',
    });
    const three = { positive: '1', negative: '-1', neutral: '0' };
    assert.deepEqual(read('-1', '0', '1'), three);
    assert.deepEqual(read('0', '-1', '1'), three);
    assert.deepEqual(read('mixed', 'negative', 'positive'), {
      positive: 'positive',
      negative: 'negative',
      neutral: 'mixed',
    });
  });

  it('refuses everything else', () => {
    for (const labels of [
      ['spam', 'ham'],
      ['positive', 'not positive'],
      ['positive', 'neutral'],
      ['positive', 'good', 'negative'],
      ['positive', 'negative', 'spam'],
      ['1', '2', '3'],
      ['positive', 'very positive', 'negative', 'very negative'],
    ]) {
      assert.equal(read(...labels), undefined, labels.join());
    }
    assert.equal(sentimentLabels({ type: 'text' }), undefined);
  });
});
