import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/engine/task/canonicalJson';
import { equivalence, makeAnswerParser, parseAnswer } from '../../../src/engine/task/parseAnswer';
import type { Task } from '../../../src/engine/task/task';

const sentiment: Task = { type: 'labels', labels: ['positive', 'negative'] };
const number: Task = { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 };
const text: Task = { type: 'text' };
const json = (...fields: string[]): Task => ({ type: 'json', fields });

/** The key, or undefined for an invalid answer. */
function keyOf(task: Task, reply: string): string | undefined {
  const answer = parseAnswer(task, reply);
  if (answer.type === 'invalid') assert.ok(answer.reason.length > 10);
  return answer.type === 'valid' ? answer.key : undefined;
}

function table(task: Task, cases: readonly (readonly [reply: string, key: string | undefined])[]) {
  for (const [reply, key] of cases) assert.equal(keyOf(task, reply), key, JSON.stringify(reply));
}

describe('labels', () => {
  it('reads the label however it is dressed', () => {
    table(sentiment, [
      ['positive', 'positive'],
      [' Positive.\n', 'positive'],
      ['"NEGATIVE"', 'negative'],
      ['**Negative**', 'negative'],
      ['{"label": "positive"}', 'positive'],
      ['```json\n{"label": "positive"}\n```', 'positive'],
      ['{"sentiment": "negative"}', 'negative'],
      ['{"label": "negative", "reason": "not positive"}', 'negative'],
      ['<think>It could be negative...</think>\npositive', 'positive'],
      ['Label: positive', 'positive'],
      ['The positive and the negative weigh up.\nAnswer: **negative**.', 'negative'],
    ]);
  });

  it('reads a label inside a sentence only when it is the only one, whole, and not negated', () => {
    table(sentiment, [
      ['The review is positive, I think.', 'positive'],
      ['Positive: the reviewer is not disappointed', 'positive'],
      ['positive or negative', undefined],
      ['This is not positive', undefined],
      ["It isn't negative.", undefined],
      ['nonpositively', undefined],
      ['neutral', undefined],
      ['', undefined],
      ['Answer: positive. Answer: negative.', undefined],
    ]);
  });

  it('prefers the longer label, keeps labels apart that differ in case or sign, and reads numbers and booleans', () => {
    table({ type: 'labels', labels: ['positive', 'very positive'] }, [
      ['I find it very positive!', 'very positive'],
      ['positive', 'positive'],
    ]);
    table({ type: 'labels', labels: ['spam', 'not spam'] }, [
      ['Not_Spam', 'not spam'],
      ['it is not spam', 'not spam'],
    ]);
    table({ type: 'labels', labels: ['a', 'A'] }, [
      ['A', 'A'],
      ['a.', undefined],
    ]);
    table({ type: 'labels', labels: ['1', '-1', '0'] }, [
      ['-1', '-1'],
      ['{"label": 1}', '1'],
      ['I give it 1 of 5', undefined],
      ['Answer: 0', '0'],
    ]);
    table({ type: 'labels', labels: ['true', 'false'] }, [['{"isSpam": true}', 'true']]);
    table({ type: 'labels', labels: ['A', 'B'] }, [['A review of a film', undefined]]);
  });

  it('reads each label as itself, whatever the labels are', () => {
    const labels = fc.uniqueArray(
      fc.string({ minLength: 1, unit: 'grapheme' }).filter((label) => label.trim() !== ''),
      {
        minLength: 2,
        maxLength: 5,
        selector: (label) => label.trim(),
      },
    );
    fc.assert(
      fc.property(labels, fc.nat(), (given, pick) => {
        const label = given[pick % given.length]!;
        assert.equal(keyOf({ type: 'labels', labels: given }, label), label);
      }),
    );
  });
});

describe('number', () => {
  it('reads separators, units, percent and words', () => {
    table(number, [
      ['4', '4'],
      ['-4.50', '-4.5'],
      ['\u22123', '-3'],
      ['1,234.5', '1234.5'],
      ['1,234', '1234'],
      ['1.234.567,5', '1234567.5'],
      ['1.234,5', '1234.5'],
      ['1.234', '1.234'],
      ['3,5', '3.5'],
      ['1 234 567', '1234567'],
      ["1'234", '1234'],
      ['45%', '0.45'],
      ['29 percent', '0.29'],
      ['1.2 million', '1200000'],
      ['5k', '5000'],
      ['$1,200', '1200 usd'],
      ['-$5', '-5 usd'],
      ['12 €', '12 eur'],
      ['4 stars', '4 star'],
      ['1e-3', '0.001'],
      ['{"answer": 7}', '7'],
      ['{"answer": "7 kg"}', '7 kg'],
      ['```\n42\n```', '42'],
      ['The rating is 4.', '4'],
      ['Rating:4', '4'],
      ['3 and 4 make: the answer is 7', '7'],
      ['-0', '0'],
    ]);
  });

  it('does not guess', () => {
    table(
      number,
      [
        '',
        'four',
        '3-5',
        '3\u20135',
        '4/5',
        '4 out of 5',
        '2024-01-05',
        '12:30',
        '1.2.3',
        '1,23,456',
        'v2',
        '5M',
        'NaN',
      ].map((reply) => [reply, undefined] as const),
    );
  });

  it('reads every finite number back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.equal(Number(keyOf(number, String(value))), value === 0 ? 0 : value);
      }),
    );
  });

  it('reads grouped digits as the number they group', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (value) => {
        assert.equal(Number(keyOf(number, value.toLocaleString('en-US'))), value);
      }),
    );
  });

  it('compares within the tolerance of the reference, units where both have one', () => {
    const near = equivalence({ type: 'number', absoluteTolerance: 0.1, relativeTolerance: 0.01 });
    assert.ok(near('100', '101'));
    assert.ok(near('0.2', '0.3'));
    assert.ok(!near('0.2', '0.32'));
    assert.ok(!near('5 km', '5 m'));
    assert.ok(near('5', '5 star'));
    const exact = equivalence(number);
    fc.assert(
      fc.property(
        fc.double({ noNaN: true }),
        (value) => exact(String(value), String(value)) || !Number.isFinite(value),
      ),
    );
  });
});

describe('json', () => {
  it('compares fields, not spelling', () => {
    const same = keyOf(json(), '{"b": 1.0, "a": ["x"]}');
    assert.equal(same, '{"a":["x"],"b":1}');
    assert.equal(keyOf(json(), 'Here it is:\n```json\n{"a":["x"],"b":1}\n```\nAnything else?'), same);
    assert.equal(keyOf(json('user.name'), '{"user":{"name":"Ann","age":3},"x":1}'), '{"user.name":"Ann"}');
    assert.equal(parseAnswer(json(), '{ "a" : "b  c" }').type, 'valid');
    assert.deepEqual(parseAnswer(json('a'), '{ "a" : "b  c" }'), {
      type: 'valid',
      key: '{"a":"b  c"}',
      answer: '{"a":"b  c"}',
    });
  });

  it('refuses missing fields, two values and broken text', () => {
    for (const reply of ['{"b":1}', '{"a":1} {"a":2}', '{"a":', 'no', '', `${'['.repeat(50_000)}`]) {
      assert.equal(keyOf(json('a'), reply), undefined, reply.slice(0, 20));
    }
  });

  it('class of values that are not meant: examples, denials, templates', () => {
    for (const reply of [
      'For example {"a":1}',
      'Not {"a":1}',
      'The schema: {"a":1}',
      'rather than `{"a":1}`',
      '{"a":1} is wrong',
      'Zum Beispiel {"a":1}',
      '例如：{"a":1}',
    ])
      assert.equal(keyOf(json('a'), reply), undefined, reply);
    for (const reply of ['Sure: {"a":1}', 'Here is the JSON:\n```json\n{"a":1}\n```', '{"a":1} is what it says.'])
      assert.equal(keyOf(json('a'), reply), '{"a":1}', reply);
  });

  it('refuses a name that stands twice in one object, of which some readers keep the first and some the last', () => {
    const task: Task = { type: 'json', fields: [] };
    for (const reply of [
      '{"a":1,"a":2}',
      '{"x":[{"a":{"b":1,"b":1}}]}',
      '{"a":1,"\\u0061":2}',
      '{"a" : 1, "b":{}, "a" : 3}',
    ])
      assert.match((parseAnswer(task, reply) as { reason?: string }).reason ?? 'read', /gives ".+" twice/, reply);
    for (const reply of [
      '{"a":1,"b":{"a":2}}',
      '[{"a":1},{"a":2}]',
      '{"a":"\\"a\\": {","b":"a"}',
      '{"a":{"b":1},"b":2}',
    ])
      assert.equal(parseAnswer(task, reply).type, 'valid', reply);
  });

  it('does not take long ids that differ in their last digit for equal', () => {
    assert.notEqual(keyOf(json(), '{"id":90071992547409931}'), keyOf(json(), '{"id":90071992547409932}'));
  });

  it('gives numbers one key when they are equal, and never otherwise, however large, small or long', () => {
    const equal = [
      ['1', '1.0', '1e0', '0.1e1', '10E-1', '1.0000000000000000000'],
      ['0', '-0', '0.0', '0e999', '-0e-5'],
      ['1e400', '10e399', '0.1E+401', `1${'0'.repeat(400)}`],
      ['-1e400', '-10e399'],
      ['1e-400', '0.1e-399'],
      ['9007199254740993', '9007199254740993.0', '9007199254740.993e3'],
      ['9007199254740992', '9007199254740992e0'],
      ['90071992547409931'],
      ['90071992547409932'],
      ['1e999'],
      ['-1e999'],
      ['1e99999999999999999999'],
      ['1e99999999999999999998'],
      ['5e-324'],
      ['4e-324'],
      ['0.1'],
      ['0.10000000000000001'],
      ['null'],
      ['"1e999"'],
      ['"number 1e999"'],
      ['"1"'],
      ['"\\u00001"'],
      ['"\\u0000\\u00001"'],
      ['true'],
    ];
    for (const wrap of [(each: string) => `{"a":${each}}`, (each: string) => `{"a":[[1,{"b":${each}}]]}`]) {
      const keys = equal.map((spellings) => new Set(spellings.map((each) => keyOf(json(), wrap(each)))));
      keys.forEach((own, at) => {
        assert.equal(own.size, 1, `${String(equal[at])}: ${[...own].join(' and ')}`);
        assert.ok(!own.has(undefined), String(equal[at]));
      });
      assert.equal(new Set(keys.flatMap((own) => [...own])).size, equal.length);
    }
    assert.notEqual(keyOf(json('a'), '{"a":1e999}'), keyOf(json('a'), '{"a":-1e999}'));
    assert.equal(keyOf(json('a'), '{"\\u0000b":1,"a":12.50}'), '{"a":12.5}');
  });

  it('survives nesting deeper than the stack', () => {
    assert.equal(keyOf(json(), `${'['.repeat(200_000)}${']'.repeat(200_000)}`), undefined);
  });

  it('is canonical: any order of keys and any white space give one key', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        assert.equal(keyOf(json(), JSON.stringify(value)), keyOf(json(), JSON.stringify(reversed, undefined, 2)));
        assert.equal(canonicalJson(JSON.parse(canonicalJson(value))), canonicalJson(value));
      }),
    );
  });
});

describe('text', () => {
  it('forgives white space, enclosing quotes, a full stop and composition, not letter case', () => {
    table(text, [
      ['  Paris. ', 'Paris'],
      ['"Paris"', 'Paris'],
      ['New\n York', 'New York'],
      ['Cafe\u0301', 'Caf\u00e9'],
      ['paris', 'paris'],
      ['and so on...', 'and so on...'],
      ['"a" and "b"', '"a" and "b"'],
      [' \n', undefined],
    ]);
    assert.deepEqual(parseAnswer(text, ' "Paris". '), { type: 'valid', key: '"Paris"', answer: '"Paris".' });
  });
});

describe('makeAnswerParser', () => {
  it('never throws, and reads its own delivered answer as an equivalent one', () => {
    const tasks = [sentiment, number, text, json(), json('a.b')];
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"a"',
      ':',
      ',',
      '1',
      '.',
      '-',
      'positive',
      'not',
      '```',
      '\n',
      ' ',
      '%',
    );
    const reply = fc.oneof(
      fc.string(),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(reply, fc.constantFrom(...tasks), (given, task) => {
        const parse = makeAnswerParser(task);
        const first = parse(given);
        if (first.type === 'invalid') return;
        const second = parse(first.answer);
        assert.ok(second.type === 'valid' && equivalence(task)(second.key, first.key), JSON.stringify([first, second]));
      }),
      { numRuns: 3000 },
    );
  });
});
