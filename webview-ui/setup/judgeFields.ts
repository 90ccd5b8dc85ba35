// Who judges whether two answers are the same, and by what: shown where the task leaves something to a judge.
import { isJudged } from '../../src/engine/judge/judgeOfOptions';
import type { DraftJudge } from '../../src/protocol';
import { fill, h } from '../element';
import type { Panel } from '../panel';
import { field } from '../section';
import { checkbox, dropdown, textField } from '../toolkit';
import { whenChanged, type Form } from './form';

/** A model that asks no provider cannot judge. */
const embedded = 'embedded';

export function judgeFields(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const element = h('div', { class: 'judge' });
  const change = (next: Partial<DraftJudge>) => {
    form.change({ judge: { model: '', ...form.draft().judge, ...next } });
  };
  const say = (key: 'policy' | 'noWorse', value: string | true | undefined) => {
    const { [key]: _, ...others } = form.draft().judge ?? { model: '' };
    form.change({ judge: value === undefined ? others : { ...others, [key]: value } });
  };
  form.watch(
    whenChanged(
      () => ({
        isShown: isJudged(form.draft().task),
        models: form.models().flatMap(({ id, provider }) => (provider === embedded ? [] : [id])),
      }),
      ({ isShown, models }) => {
        element.hidden = !isShown;
        if (!isShown) {
          fill(element);
          return;
        }
        const now = form.draft().judge;
        const none = { value: '', text: t.chooseJudge };
        const choice = dropdown({
          label: t.judge,
          value: now?.model ?? '',
          choices: [none, ...models.map((id) => ({ value: id, text: id }))],
          onChange: (model) => {
            change({ model });
          },
        });
        const policy = textField({
          label: t.judgePolicy,
          value: now?.policy ?? '',
          placeholder: t.judgePolicyExample,
          class: 'wide',
          onInput: (text) => {
            say('policy', text === '' ? undefined : text);
          },
        });
        const noWorse = checkbox({
          text: t.judgeNoWorse,
          isChecked: now?.noWorse ?? false,
          onChange: (isChecked) => {
            say('noWorse', isChecked || undefined);
          },
        });
        fill(
          element,
          h('div', { class: 'fields' }, field(t.judge, choice), field(t.judgePolicy, policy)),
          noWorse,
          h('p', { class: 'hint' }, t.judgeHint),
        );
      },
    ),
  );
  return element;
}
