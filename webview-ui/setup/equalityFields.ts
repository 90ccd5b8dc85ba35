// When two answers are the same: the rule of a text task, and a rule for each field of a JSON task.
import { fieldRule, fieldSames, type FieldRule } from '../../src/engine/task/jsonFields';
import { textRules, type TextRule } from '../../src/engine/task/sameText';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { field } from '../section';
import { checkbox, dropdown, textField } from '../toolkit';
import { fieldSample, textSample } from './equalitySample';
import { whenChanged, type Form } from './form';

const usualSimilarity = 0.9;

export function textEquality(panel: Panel, form: Form): HTMLElement[] {
  const { t } = panel;
  const figure = h('div', { class: 'figure' });
  const rule = () => {
    const { task } = form.draft();
    return task.type === 'text' ? (task.same ?? { by: 'exact' as const }) : undefined;
  };
  const change = (same: TextRule) => {
    form.change({ task: same.by === 'exact' ? { type: 'text' } : { type: 'text', same } });
  };
  form.watch(
    whenChanged(
      () => rule()?.by,
      () => {
        const now = rule();
        if (now?.by !== 'similar') {
          fill(figure);
          return;
        }
        fill(
          figure,
          shareField(t.similarFrom, now.from, (from) => {
            change({ by: 'similar', from });
          }),
        );
      },
    ),
  );
  const choice = dropdown<TextRule['by']>({
    label: t.sameRule,
    value: rule()?.by ?? 'exact',
    choices: textRules.map((value) => ({ value, text: t.textRules[value] })),
    onChange: (by) => {
      change(by === 'similar' ? { by, from: usualSimilarity } : { by });
    },
  });
  return [h('div', { class: 'fields' }, field(t.sameRule, choice), figure), textSample(panel, form)];
}

/** A line for each field that is compared: its rule, the rule's figure, and a sample. */
export function fieldEquality(panel: Panel, form: Form): HTMLElement {
  const list = h('ul', { class: 'field-rules' });
  const rules = () => {
    const { task } = form.draft();
    return task.type === 'json' ? task.fields.map(fieldRule) : [];
  };
  form.watch(
    // Not at a change of a figure: its field is being typed in.
    whenChanged(
      () => rules().map(({ path, same }) => [path, same]),
      () => {
        fill(list, ...rules().map((rule) => fieldLine(panel, form, rule)));
        list.hidden = rules().length === 0;
      },
    ),
  );
  return list;
}

function fieldLine(panel: Panel, form: Form, { path, same, ...figures }: FieldRule): HTMLElement {
  const { t } = panel;
  const change = (next: Omit<FieldRule, 'path'>) => {
    const { task } = form.draft();
    if (task.type !== 'json') return;
    const rule = { path, ...next };
    const isBare = Object.keys(next).length === 1 && next.same === 'exact';
    form.change({
      task: {
        type: 'json',
        fields: task.fields.map((other) => (fieldRule(other).path !== path ? other : isBare ? path : rule)),
      },
    });
  };
  const now = () => {
    const { task } = form.draft();
    return task.type === 'json' ? task.fields.map(fieldRule).find((rule) => rule.path === path) : undefined;
  };
  const box = (text: string, key: 'ignoreCase' | 'ignorePunctuation') =>
    checkbox({
      text,
      label: `${path}: ${text}`,
      isChecked: figures[key] ?? false,
      onChange: (isChecked) => {
        const { path: _, [key]: __, ...others } = now() ?? { path, same };
        change(isChecked ? { ...others, [key]: true } : others);
      },
    });
  const figure = {
    number: () => [
      numberField(t.fieldTolerance, String(figures.tolerance ?? 0), (tolerance) => {
        if (tolerance >= 0) change({ same: 'number', tolerance });
      }),
    ],
    text: () => [
      shareField(
        t.fieldSimilarFrom,
        figures.similarFrom,
        (similarFrom) => {
          change({ same: 'text', similarFrom });
        },
        () => {
          change({ same: 'text' });
        },
      ),
    ],
    exact: () => [box(t.ignoreCase, 'ignoreCase'), box(t.ignorePunctuation, 'ignorePunctuation')],
    set: () => [box(t.ignoreCase, 'ignoreCase'), box(t.ignorePunctuation, 'ignorePunctuation')],
    date: () => [],
    ignore: () => [],
    judge: () => [],
  }[same]();
  return h(
    'li',
    {},
    h(
      'div',
      { class: 'field-rule' },
      h('span', { class: 'mono' }, path),
      dropdown({
        label: say(t.ruleOf, { field: path }),
        value: same,
        choices: fieldSames.map((value) => ({ value, text: t.fieldRules[value] })),
        onChange: (next) => {
          change({ same: next });
        },
      }),
      ...figure,
    ),
    fieldSample(panel, form, path),
  );
}

function numberField(caption: string, value: string, onChange: (value: number) => void): HTMLElement {
  return field(
    caption,
    textField({
      label: caption,
      value,
      class: 'short',
      onInput: (text) => {
        const number = Number(text.replace(',', '.'));
        if (text.trim() !== '' && Number.isFinite(number)) onChange(number);
      },
    }),
  );
}

/** A share in percent; empty where `onNone` says what that means. */
function shareField(
  caption: string,
  value: number | undefined,
  onChange: (value: number) => void,
  onNone?: () => void,
): HTMLElement {
  return field(
    caption,
    textField({
      label: caption,
      value: value === undefined ? '' : String(Math.round(value * 1000) / 10),
      class: 'short',
      end: '%',
      onInput: (text) => {
        const share = Number(text.replace(',', '.')) / 100;
        if (text.trim() === '') onNone?.();
        else if (share > 0 && share <= 1) onChange(share);
      },
    }),
  );
}
