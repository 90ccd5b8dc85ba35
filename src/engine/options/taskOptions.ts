// The task as options state it; ../task/taskOfOptions.ts makes one of them.
import type { Option } from './option';

export type TaskOptionValues = {
  readonly task?: 'labels' | 'number' | 'json' | 'text';
  readonly labels?: readonly string[];
  readonly absoluteTolerance?: number;
  readonly relativeTolerance?: number;
  readonly fields?: readonly string[];
};

export const taskOptions = {
  task: {
    domain: { kind: 'choice', values: ['labels', 'number', 'json', 'text'] },
    description: 'The kind of answer wanted; absent: labels or json where those are given, else text.',
    switch: { name: 'task', value: 'KIND', help: 'default: labels when --labels is given, else text' },
    onResume: 'same',
  },
  labels: {
    domain: { kind: 'list', of: { kind: 'text' }, least: 2 },
    description: 'The allowed answers of a labels task.',
    switch: { name: 'labels', value: 'a,b', help: 'the allowed answers' },
    onResume: 'same',
  },
  absoluteTolerance: {
    domain: { kind: 'number', least: 0 },
    description: 'Numbers this close count as equal.',
    switch: { name: 'tolerance', value: 'X', help: 'number: answers this close count as equal' },
    onResume: 'same',
  },
  relativeTolerance: {
    domain: { kind: 'number', least: 0 },
    description: "Numbers this close, as a share of the reference's, count as equal.",
    onResume: 'same',
  },
  fields: {
    domain: { kind: 'list', of: { kind: 'text' } },
    description: 'Fields (dotted paths) of a json task that must be equal; none: the whole object.',
    switch: { name: 'fields', value: 'a,b.c', help: 'json: fields that must be equal' },
    onResume: 'same',
  },
} as const satisfies { readonly [K in keyof TaskOptionValues]-?: Option<NonNullable<TaskOptionValues[K]>> };
