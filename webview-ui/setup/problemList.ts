// What is wrong with a part of the form, as a list under that part: an icon, the severity in words, and the sentence.
import type { PromptProblem } from '../../src/protocol';
import { fill, h } from '../element';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { whenChanged, type Form } from './form';

type Field = NonNullable<PromptProblem['field']>;

/** A list that follows the feedback on the given fields; hidden while there is none. */
export function problemList(panel: Panel, form: Form, fields: readonly Field[], id?: string): HTMLElement {
  const list = h('ul', { class: 'problems', id });
  form.watch(
    whenChanged(
      () => (form.isBegun() ? form.feedback().problems.filter((problem) => isTold(problem, form, fields)) : []),
      (problems) => {
        list.hidden = problems.length === 0;
        fill(list, ...problems.map((problem) => problemLine(panel, problem)));
      },
    ),
  );
  return list;
}

function isTold({ field = 'prompt' }: PromptProblem, form: Form, fields: readonly Field[]): boolean {
  const { task } = form.draft();
  // Labels that nobody has begun to name are what comes next, not what is wrong.
  const isToCome = field === 'task' && task.type === 'labels' && task.labels.length === 0;
  return fields.includes(field) && !isToCome;
}

export function problemLine(panel: Panel, problem: Pick<PromptProblem, 'severity' | 'message'>): HTMLElement {
  const { t } = panel;
  return h(
    'li',
    { class: `problem ${problem.severity}` },
    icon(problem.severity),
    h('span', { class: 'visually-hidden' }, problem.severity === 'error' ? t.error : t.warning, ': '),
    h('span', {}, problem.message),
  );
}
