// A trial whose answers are no label of the task shows what the labels lack: each such answer is offered as a label.
import type { TrialRow } from '../../src/protocol';
import { h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button } from '../toolkit';
import type { Form } from './form';

/** Longer answers are sentences, not labels. */
const longestLabel = 40;
const mostOffered = 5;

/** Answers that may be labels which are missing, the most frequent first. */
function labelsAnswered(rows: readonly TrialRow[], labels: readonly string[]): (readonly [string, number])[] {
  const known = new Set(labels.map((label) => label.toLowerCase()));
  const counts = new Map<string, number>();
  for (const { answers } of rows)
    for (const { status, text = '' } of answers) {
      const label = text.trim().replace(/^["'“”`*]+|["'“”`*.!]+$/gu, '');
      const isLabel = label !== '' && label.length <= longestLabel && !label.includes('\n');
      if (status === 'invalid' && isLabel && !known.has(label.toLowerCase()))
        counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, mostOffered);
}

export function missingLabels({ t, format }: Panel, form: Form, rows: readonly TrialRow[]): HTMLElement[] {
  const { task } = form.draft();
  // A filter's labels are yes and no.
  if (task.type !== 'labels' || task.filter) return [];
  return labelsAnswered(rows, task.labels).map(([label, count]) => {
    const add = () => {
      const now = form.draft().task;
      if (now.type === 'labels' && !now.labels.includes(label))
        form.change({ task: { ...now, labels: [...now.labels, label] } });
      line.remove();
    };
    const line = h(
      'div',
      { class: 'missing-label' },
      icon('warning'),
      h('span', {}, say(count === 1 ? t.labelMissingOnce : t.labelMissing, { count: format.count(count), label })),
      button(say(t.addLabelOf, { label }), add),
    );
    return line;
  });
}
