// What a scan of the reviews found, as the host would tell it.
import type { ScanTold } from '../../../src/protocol';

const forecast = (accuracy: number, expectedUsd: number, nano: number, mini: number): ScanTold['forecast'][number] => ({
  ...{ accuracy, expectedUsd, lowUsd: 0.78 * expectedUsd, highUsd: 1.3 * expectedUsd, referenceUsd: 12.97 },
  byModel: {
    ...(nano > 0 && { 'gpt-5-nano': nano }),
    ...(mini > 0 && { 'gpt-5-mini': mini }),
    'gpt-5': 1 - nano - mini,
  },
});

const example = (row: number, answer: string | undefined) => ({
  ...{ row, model: 'gpt-5-mini', reference: 'negative' },
  ...(answer !== undefined && { answer }),
});

export const scanTold: ScanTold = {
  ...{ rows: 5000, plannedRows: 50, spentUsd: 0.1412 },
  ownDoubt: { rows: 50, share: 0.02, low: 0.01, high: 0.04, from: 'confidence' },
  forecast: [
    forecast(0.99, 9.84, 0, 0.27),
    forecast(0.98, 6.1, 0, 0.56),
    forecast(0.95, 2.9, 0, 0.82),
    forecast(0.9, 1.21, 0.31, 0.63),
  ],
  groups: [
    {
      ...{ name: 'the candidates disagree', trait: { kind: 'disagree' }, rows: 800, planned: 8, agreement: 0.625 },
      examples: [example(17, 'positive'), example(812, undefined), example(3301, 'positive')],
    },
    {
      ...{ name: 'with the word "return"', trait: { kind: 'word', word: 'return' }, rows: 412, planned: 6 },
      ...{ agreement: 2 / 3, examples: [example(40, 'positive')] },
    },
    {
      ...{ name: 'more than 310 characters long', trait: { kind: 'long', moreThan: 310 }, rows: 1602, planned: 16 },
      ...{ agreement: 1, examples: [] },
    },
  ],
};
