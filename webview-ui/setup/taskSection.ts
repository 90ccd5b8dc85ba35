// What kind of answer is wanted, and when two answers count as the same: labels as chips, a number's tolerance, the fields of an object.
import { fieldRule } from '../../src/engine/task/jsonFields';
import type { Task } from '../../src/engine/task/task';
import { fill, h } from '../element';
import type { Panel } from '../panel';
import { field, section } from '../section';
import { checkbox, radioGroup, textField } from '../toolkit';
import { chipEditor } from './chipEditor';
import { fieldEquality, textEquality } from './equalityFields';
import { whenChanged, type Form } from './form';
import { judgeFields } from './judgeFields';
import { labelSuggestion } from './labelSuggestion';
import { problemList } from './problemList';

const emptyTasks: { readonly [K in Task['type']]: Extract<Task, { type: K }> } = {
  labels: { type: 'labels', labels: [] },
  number: { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
  json: { type: 'json', fields: [] },
  text: { type: 'text' },
};

export function taskSection(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const remembered = { ...emptyTasks, [form.draft().task.type]: form.draft().task } as Record<Task['type'], Task>;
  const kinds = radioGroup<Task['type']>({
    label: t.answerKind,
    value: form.draft().task.type,
    choices: (['labels', 'number', 'json', 'text'] as const).map((value) => ({ value, text: t.taskKinds[value] })),
    onChange: (type) => {
      const { task } = form.draft();
      if (type === task.type) return;
      remembered[task.type] = task;
      form.change({ task: remembered[type] });
    },
  });
  const details = h('div', { class: 'task-details' });
  form.watch(
    whenChanged(
      () => form.draft().task.type,
      () => {
        fill(details, ...taskDetails(panel, form));
      },
    ),
  );
  return section(t.answer, { hint: t.answerHint }, kinds, details, problemList(panel, form, ['task'])).element;
}

function taskDetails(panel: Panel, form: Form): HTMLElement[] {
  const { t } = panel;
  const { task } = form.draft();
  switch (task.type) {
    case 'labels': {
      const chips = chipEditor(panel, {
        label: t.labels,
        add: t.addLabel,
        values: () => {
          const now = form.draft().task;
          return now.type === 'labels' ? now.labels : [];
        },
        onChange: (labels) => {
          const now = form.draft().task;
          form.change({ task: now.type === 'labels' ? { ...now, labels } : { type: 'labels', labels } });
        },
      });
      form.watch(chips.update);
      return [
        chips.element,
        labelSuggestion(panel, form),
        checkbox({
          text: t.multipleLabels,
          isChecked: task.multiple ?? false,
          onChange: (isChecked) => {
            const now = form.draft().task;
            if (now.type !== 'labels') return;
            const { type, labels } = now;
            form.change({ task: isChecked ? { type, labels, multiple: true } : { type, labels } });
          },
        }),
      ];
    }
    case 'number': {
      const tolerance = (
        caption: string,
        key: 'absoluteTolerance' | 'relativeTolerance',
        scale: number,
        unit?: string,
      ) =>
        field(
          caption,
          textField({
            label: caption,
            value: String(task[key] * scale),
            class: 'short',
            ...(unit !== undefined && { end: unit }),
            onInput: (text) => {
              const now = form.draft().task;
              const value = Number(text.replace(',', '.'));
              if (now.type === 'number' && Number.isFinite(value) && value >= 0)
                form.change({ task: { ...now, [key]: value / scale } });
            },
          }),
        );
      return [
        h('p', { class: 'hint' }, t.toleranceHint),
        h(
          'div',
          { class: 'fields' },
          tolerance(t.absoluteTolerance, 'absoluteTolerance', 1),
          tolerance(t.relativeTolerance, 'relativeTolerance', 100, '%'),
        ),
      ];
    }
    case 'json': {
      const chips = chipEditor(panel, {
        label: t.jsonFields,
        add: t.addField,
        values: () => {
          const now = form.draft().task;
          return now.type === 'json' ? now.fields.map((field) => fieldRule(field).path) : [];
        },
        onChange: (paths) => {
          const now = form.draft().task;
          const known = now.type === 'json' ? now.fields : [];
          // A field that stays keeps its rule.
          const fields = paths.map((path) => known.find((field) => fieldRule(field).path === path) ?? path);
          form.change({ task: { type: 'json', fields } });
        },
      });
      form.watch(chips.update);
      return [
        chips.element,
        h('p', { class: 'hint' }, t.jsonHint),
        fieldEquality(panel, form),
        judgeFields(panel, form),
      ];
    }
    case 'text':
      return [...textEquality(panel, form), judgeFields(panel, form), h('p', { class: 'hint' }, t.textHint)];
  }
}
