// Tasks as the panel sends them and as manifests hold them: the one to the letter, the other also as a SMART of another day wrote it.
import assert from 'node:assert/strict';
import type { Task } from '../src/engine/task/task';
import { taskSchema } from '../src/taskSchema';

const panel = taskSchema('panel');
const manifest = taskSchema('manifest');
const takes = (schema: typeof panel, task: object) => schema.safeParse(task).success;

const tasks: readonly Task[] = [
  { type: 'labels', labels: ['a', ''] },
  { type: 'labels', labels: ['a', 'b'], multiple: true, loss: { by: 'f1', cap: 1, mean: 0.1 } },
  { type: 'labels', labels: ['yes', 'no'], filter: { recall: 1, precision: 0.9 } },
  { type: 'number', absoluteTolerance: 0, relativeTolerance: 0.1, loss: { by: 'absolute', cap: 2, mean: 0.5 } },
  { type: 'json', fields: ['a', { path: 'b', same: 'number', tolerance: 1 }] },
  { type: 'text', same: { by: 'similar', from: 1 } },
  ...(['exact', 'words', 'judge'] as const).map((by): Task => ({ type: 'text', same: { by } })),
];
/** Right in a manifest alone: more than is known of today, or a figure that is beyond the limits of today. */
const ofAnotherDay: readonly object[] = [
  { type: 'labels', labels: ['a'], weights: [1] },
  { type: 'labels', labels: ['yes', 'no'], filter: { recall: 2, precision: 0 } },
  { type: 'number', absoluteTolerance: 0, relativeTolerance: 0, loss: { by: 'absolute', cap: 0, mean: 0 } },
  { type: 'json', fields: [{ path: 'b', same: 'number', tolerance: -1, weight: 2 }] },
  { type: 'text', same: { by: 'similar', from: 1.5, words: true } },
];
const wrong: readonly object[] = [
  { type: 'dream' },
  { type: 'labels' },
  { type: 'labels', labels: ['a'], multiple: false },
  { type: 'labels', labels: ['yes', 'no'], filter: { recall: 1 } },
  { type: 'number', absoluteTolerance: -1, relativeTolerance: 0 },
  { type: 'json', fields: [{ path: 'b', same: 'luck' }] },
  { type: 'text', same: { by: 'luck' } },
  { type: 'text', loss: { by: 'luck', cap: 1, mean: 0.1 } },
];

describe('a task as a schema', () => {
  it('is taken from panel and manifest, and comes through as it was', () => {
    for (const task of tasks)
      for (const schema of [panel, manifest]) assert.deepEqual(schema.parse(task), task, JSON.stringify(task));
  });

  it('of another day is taken from a manifest only', () => {
    for (const task of ofAnotherDay) {
      assert.ok(takes(manifest, task), JSON.stringify(task));
      assert.ok(!takes(panel, task), JSON.stringify(task));
    }
  });

  it('that is none is taken from neither', () => {
    for (const task of wrong)
      for (const schema of [panel, manifest]) assert.ok(!takes(schema, task), JSON.stringify(task));
  });
});
