// What kind of answer is wanted, and when two answers count as the same: labels as chips, a number's tolerance, the fields of an object.
import { fieldRule } from '../../src/engine/task/jsonFields';
import { droppedAnswer, keptAnswer } from '../../src/engine/task/filterBounds';
import type { LossBound } from '../../src/engine/task/lossBound';
import type { Task } from '../../src/engine/task/task';
import { fill, h } from '../element';
import type { Panel } from '../panel';
import { field, section } from '../section';
import { checkbox, radioGroup, textField } from '../toolkit';
import { chipEditor } from './chipEditor';
import { fieldEquality, textEquality } from './equalityFields';
import { boundNames, filterFields, usualBounds } from './filterFields';
import { whenChanged, type Form } from './form';
import { judgeFields } from './judgeFields';
import { labelSuggestion } from './labelSuggestion';
import { lossFields, lossName } from './lossFields';
import { problemList } from './problemList';

/** What the form calls kinds of answer: a filter is a task of two labels with a promise of its own. */
const kinds = ['labels', 'filter', 'number', 'json', 'text'] as const;
type Kind = (typeof kinds)[number];

const emptyTasks: Readonly<Record<Kind, Task>> = {
  labels: { type: 'labels', labels: [] },
  filter: { type: 'labels', labels: [keptAnswer, droppedAnswer], filter: usualBounds },
  number: { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
  json: { type: 'json', fields: [] },
  text: { type: 'text' },
};

const kindOf = (task: Task): Kind => (task.type === 'labels' && task.filter ? 'filter' : task.type);

export function taskSection(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const begun = form.draft().task;
  const remembered: Record<Kind, Task> = { ...emptyTasks, [kindOf(begun)]: begun };
  const choice = radioGroup<Kind>({
    label: t.answerKind,
    value: kindOf(begun),
    choices: kinds.map((value) => ({ value, text: t.taskKinds[value] })),
    onChange: (kind) => {
      const { task } = form.draft();
      if (kind === kindOf(task)) return;
      // What was typed wrong goes with its field.
      for (const name of [...boundNames, lossName]) form.setWrong(name, undefined);
      remembered[kindOf(task)] = task;
      form.change({ task: remembered[kind] });
    },
  });
  const details = h('div', { class: 'task-details' });
  form.watch(
    whenChanged(
      () => kindOf(form.draft().task),
      (kind) => {
        fill(details, ...taskDetails(panel, form, kind));
      },
    ),
  );
  return section(t.answer, { hint: t.answerHint }, choice, details, problemList(panel, form, ['task'])).element;
}

function taskDetails(panel: Panel, form: Form, kind: Kind): HTMLElement[] {
  const { t } = panel;
  const { task } = form.draft();
  if (kind === 'filter') return filterFields(panel, form);
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
        lossOfSets(panel, form),
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
            value: String(toleranceNow(form, key) * scale),
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
      const tolerances = () => [
        h('p', { class: 'hint' }, t.toleranceHint),
        h(
          'div',
          { class: 'fields' },
          tolerance(t.absoluteTolerance, 'absoluteTolerance', 1),
          tolerance(t.relativeTolerance, 'relativeTolerance', 100, '%'),
        ),
      ];
      return lossFields(panel, form, tolerances, (loss) => ({
        ...{ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 },
        ...(loss && { loss }),
      }));
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
    case 'text': {
      const equality = () => [
        ...textEquality(panel, form),
        judgeFields(panel, form),
        h('p', { class: 'hint' }, t.textHint),
      ];
      return lossFields(panel, form, equality, (loss) => ({ type: 'text', ...(loss && { loss }) }));
    }
  }
}

function toleranceNow(form: Form, key: 'absoluteTolerance' | 'relativeTolerance'): number {
  const { task } = form.draft();
  return task.type === 'number' ? task[key] : 0;
}

/** What is promised of sets of labels: shown where several may apply. */
function lossOfSets(panel: Panel, form: Form): HTMLElement {
  const place = h('div', {});
  const labelsNow = () => {
    const { task } = form.draft();
    return task.type === 'labels' ? task : undefined;
  };
  form.watch(
    whenChanged(
      () => labelsNow()?.multiple === true,
      (isMultiple) => {
        form.setWrong(lossName, undefined);
        if (!isMultiple) {
          fill(place);
          return;
        }
        const ofLoss = (loss: LossBound | undefined): Task => ({
          ...{ type: 'labels', labels: labelsNow()?.labels ?? [], multiple: true },
          ...(loss && { loss }),
        });
        fill(place, ...lossFields(panel, form, () => [], ofLoss));
      },
    ),
  );
  return place;
}
