import assert from 'node:assert/strict';
import { InputError } from '../../../src/engine/inputError';
import { answerSchema } from '../../../src/engine/task/answerSchema';
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

describe('answerSchema', () => {
  it('is strict for labels and numbers, open for leaves of json, none for text', () => {
    const labels = answerSchema({ type: 'labels', labels: ['a', 'b'] });
    assert.deepEqual(labels?.schema, {
      type: 'object',
      properties: { label: { type: 'string', enum: ['a', 'b'] } },
      required: ['label'],
      additionalProperties: false,
    });
    assert.deepEqual(answerSchema({ type: 'json', fields: ['user.name', 'tags[0]', 'user.age'] })?.schema, {
      type: 'object',
      properties: {
        user: { type: 'object', properties: { name: {}, age: {} }, required: ['name', 'age'] },
        tags: {},
      },
      required: ['user', 'tags'],
    });
    assert.equal(answerSchema({ type: 'text' }), undefined);
  });
});
