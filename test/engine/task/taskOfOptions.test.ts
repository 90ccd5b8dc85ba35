import assert from 'node:assert/strict';
import { InputError } from '../../../src/engine/inputError';
import { taskOfOptions } from '../../../src/engine/task/taskOfOptions';

describe('taskOfOptions', () => {
  it('reads labels with quotes and commas, and infers the task', () => {
    assert.deepEqual(taskOfOptions({ labels: 'a, b ,"c, ""d"""' }), { type: 'labels', labels: ['a', 'b', 'c, "d"'] });
    assert.deepEqual(taskOfOptions({ fields: 'user.name,age' }), { type: 'json', fields: ['user.name', 'age'] });
    assert.deepEqual(taskOfOptions({}), { type: 'text' });
    assert.deepEqual(taskOfOptions({ task: 'number', relativeTolerance: 0.01 }), {
      type: 'number',
      absoluteTolerance: 0,
      relativeTolerance: 0.01,
    });
  });

  it('reads a filter, whose bounds are 1 where nothing is said', () => {
    const filterOf = (recall: number, precision: number) => ({
      type: 'labels',
      labels: ['yes', 'no'],
      filter: { recall, precision },
    });
    assert.deepEqual(taskOfOptions({ task: 'filter', recall: 0.95 }), filterOf(0.95, 1));
    assert.deepEqual(taskOfOptions({ recall: 0.95, precision: 0.9 }), filterOf(0.95, 0.9));
    assert.deepEqual(taskOfOptions({ precision: 0.9 }), filterOf(1, 0.9));
    for (const wrong of [
      { task: 'filter' },
      { recall: 0 },
      { recall: 1 },
      { precision: 1.5 },
      { precision: NaN },
      { task: 'text', recall: 0.9 },
      { labels: 'yes,no', recall: 0.9 },
      { task: 'filter', labels: 'yes,no', recall: 0.9 },
      { task: 'filter', recall: 0.9, same: 'words' },
    ])
      assert.throws(() => taskOfOptions(wrong), InputError, JSON.stringify(wrong));
  });

  it('reads the rules of equality', () => {
    assert.deepEqual(taskOfOptions({ labels: 'a,b', multiple: true }), {
      type: 'labels',
      labels: ['a', 'b'],
      multiple: true,
    });
    assert.deepEqual(taskOfOptions({ same: 'exact' }), { type: 'text' });
    assert.deepEqual(taskOfOptions({ same: 'similar' }), { type: 'text', same: { by: 'similar', from: 0.9 } });
    assert.deepEqual(taskOfOptions({ similarFrom: 0.7 }), { type: 'text', same: { by: 'similar', from: 0.7 } });
    assert.deepEqual(taskOfOptions({ fields: 'total:number:0.01, due:date,tags : x,a:b,name:exact' }), {
      type: 'json',
      fields: [
        { path: 'total', same: 'number', tolerance: 0.01 },
        { path: 'due', same: 'date' },
        'tags : x',
        'a:b',
        'name',
      ],
    });
  });

  it('says what is missing or contradictory', () => {
    const refused = [
      [{ task: 'labels' }, /at least two labels/],
      [{ labels: 'a' }, /at least two labels/],
      [{ labels: 'a,b,a' }, /"a" is given twice/],
      [{ labels: 'a,,b' }, /empty/],
      [{ labels: 'a,b,' }, /empty/],
      [{ task: 'text', labels: 'a,b' }, /leave the labels out/],
      [{ task: 'number', absoluteTolerance: -1 }, /at least 0/],
      [{ task: 'vote' }, /no task "vote"/],
      [{ multiple: true }, /"multiple".*the task here is "text"/],
      [{ fields: 'a', multiple: true }, /the task here is "json"/],
      [{ labels: 'a,b', same: 'words' }, /"same" is for the task "text"/],
      [{ fields: 'a', same: 'words' }, /each of "fields" has a rule of its own/],
      [{ same: 'alike' }, /no rule "alike"; it is one of exact, words, similar|one of exact, words, similar/],
      [{ same: 'words', similarFrom: 0.9 }, /for the rule "similar"; the rule here is "words"/],
      [{ similarFrom: 0 }, /above 0 and at most 1/],
      [{ same: { by: 'similar', from: 1.5 } }, /above 0 and at most 1/],
      [{ fields: 'total:numbr' }, /Did you mean total:number\?/],
      [{ fields: 'due:date:2' }, /a figure belongs to number .* or text/],
      [{ fields: 'total:number:x' }, /a figure belongs to/],
      [{ fields: 'total:number:-1' }, /at least 0/],
      [{ fields: 'note:text:2' }, /above 0 and at most 1/],
      [{ fields: 'a,b,a:set' }, /"a" is given twice/],
      [{ fields: 'a:ignore' }, /Every field is ignored/],
      [{ fields: [{ path: 'a', same: 'date', tolerance: 1 }] }, /tolerance, which is for the rule "number"/],
      [{ fields: [{ path: 'a', same: 'date', ignoreCase: true }] }, /"exact" and "set"; its rule is "date"/],
      [{ fields: [{ path: 'a', same: 'set', similarFrom: 0.9 }] }, /is for the rule "text"; its rule is "set"/],
    ] as const;
    for (const [options, message] of refused) {
      assert.throws(
        () => taskOfOptions(options),
        (error) => error instanceof InputError && message.test(error.message),
        JSON.stringify(options),
      );
    }
  });
});
