// Numbers read out of replies: what is no plain number, or may be another one, is unreadable.
import assert from 'node:assert/strict';
import { parseAnswer } from '../../../src/engine/task/parseAnswer';
import type { Task } from '../../../src/engine/task/task';

const task: Task = { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 };
const keyOf = (reply: string) => {
  const answer = parseAnswer(task, reply);
  return answer.type === 'valid' ? answer.key : undefined;
};
const unreadable = (...replies: string[]) => {
  for (const reply of replies) assert.equal(keyOf(reply), undefined, JSON.stringify(reply));
};
const read = (pairs: Readonly<Record<string, string>>) => {
  for (const [reply, key] of Object.entries(pairs)) assert.equal(keyOf(reply), key, JSON.stringify(reply));
};

describe('numbers in replies', () => {
  it('class of scales: a part of something is not the number', () => {
    unreadable('8/10', '4.5/5', '8 out of 10', 'Score: 3 (on a scale from 1 to 10)', '5 of 6', '5/5 stars', '3 von 5');
  });

  it('class of bounds: at least, at most, over, a range', () => {
    unreadable(
      'at least 5',
      '5 or more',
      '5+',
      '>5',
      '≥ 5',
      '<= 5',
      'more than 5',
      'fewer than 5',
      'up to 5',
      'over 5',
    );
    unreadable('mindestens 5', 'plus de 5', 'menos de 5', 'не более 5', '至少5', '5以上', '5 이상', 'between 3 and 4');
  });

  it('class of denials and doubt', () => {
    unreadable(
      'not 5',
      'The answer is not 5.',
      "It isn't 5",
      '5 is wrong',
      '5?',
      '5 stars?',
      'nicht 5',
      'pas 5',
      'не 5',
    );
    unreadable('不是5', 'no 5', '3 rows. The answer is not 5.', 'ikke 5', '5 o más', '答案不是5');
  });

  it('class of parts and powers: halves, factors, exponents, ordinals', () => {
    unreadable(
      '2 and a half',
      '5 and a half stars',
      '2½',
      '3 1/2',
      'half of 10',
      'twice 5',
      '10²',
      '10^3',
      '5 squared',
    );
    read({ '1st': '1', '22nd': '22', '5th': '5' });
  });

  it('class of scale words, in several languages', () => {
    read({ '5 hundred': '500', '3 dozen': '36', '2 lakh': '200000', '1.5 crore': '15000000', '1,2 Mio. €': '1200000' });
    read({ '2 Mrd.': '2000000000', '5 млн': '5000000', '3 тыс.': '3000', '5万': '50000', '3億円': '300000000 円' });
    read({ '2千万': '20000000', '4 millones': '4000000', '2 milliards': '2000000000', '$1.2 million': '1200000 usd' });
    unreadable('5 mil', '5 USD million', '2 bn', '3 mn', '5‰');
  });

  it('class of separators that can be read in two ways', () => {
    read({ '0,125': '0.125', '0,5': '0.5', '3,14159': '3.14159', '1,234': '1234', '1’234': '1234', '1.234': '1.234' });
    read({ 'EUR 1.200,00': '1200', '10.000,00': '10000', '$1,200.50': '1200.5 usd' });
    unreadable('€1.200', '1.200 €', '1,23,456', '12 3456', '1,234,5678');
  });

  it('class of signs: words, accounting, bullets', () => {
    read({
      'minus 5': '-5',
      'negative 5': '-5',
      'moins 5': '-5',
      'минус 5': '-5',
      负5: '-5',
      '−5': '-5',
      '$-5': '-5 usd',
    });
    unreadable('5 minus', '$(5)', '€ (1,200)', '5T€', '5m usd');
    unreadable('- 5', '($5)', '(1,200.00)', '--5', '+-5', '5-');
  });

  it('class of percent, in words and in front', () => {
    for (const reply of [
      '50%',
      '50 per cent',
      '50 Prozent',
      '50 pour cent',
      '50 por ciento',
      '50 процентов',
      '%50',
      '百分之50',
    ])
      assert.equal(keyOf(reply), '0.5', reply);
  });

  it('class of digits of other scripts, and marks of chat templates', () => {
    read({
      '١٢': '12',
      '۱۲٫۵': '12.5',
      '١٬٢٣٤': '1234',
      '५': '5',
      '٪٥': '0.05',
      '5k€': '5000 eur',
      '5<|im_end|>': '5',
      '5</s>': '5',
    });
    unreadable('١/٢', '١٠-٢٠', '5<|im_end|>6');
  });

  it('still reads what models write', () => {
    read({ '5': '5', '**5**': '5', 'The answer is 5.': '5', 'about 5': '5', '~5': '5', 'No. 5': '5', '5 (five)': '5' });
    read({
      '5 stars': '5 star',
      '5 kg': '5 kg',
      '5. Any questions?': '5',
      'Rating: 5 stars': '5',
      '5 - good': '5',
      答案是5: '5',
      '5分': '5 分',
    });
  });

  it('class of several numbers that are each called the answer, or of an example that the model goes on with', () => {
    unreadable(
      '5\n\nText: hi\nAnswer: 7',
      'Answer: 5\n\nText: hi\nAnswer: 7',
      'The answer is 5\nThe answer is 7',
      'Answer: 5 or 6\nAnswer: 7',
      '$5\n\nQ: And tomorrow?\nAnswer: $6',
    );
    read({
      '5\n\nText: hi\nAnswer: 5': '5',
      'The total is 12 of 3 rows\nAnswer: 8': '8',
      'Answer: 8\nBecause 5+3=8': '8',
    });
  });

  it('class of signs around a number: mathematics, roots, lists, dots, bounds behind it', () => {
    read({ $5$: '5', $$5$$: '5', 'The answer is $1,200$.': '1200', '…5': '5', '...5': '5', '[5]': '5' });
    unreadable('√25', '[5,6]', '(5,6)', '{5,6}', 'max 5', 'max. 5', 'min. 5', '5 max', '5 tops', '5 ish');
  });

  it('class of numbers beside a model that does not know', () => {
    unreadable('I cannot determine 5', "I can't tell, 5", 'Not sure, 5', 'It is unclear: 5', 'Unable to calculate 5');
  });
});
