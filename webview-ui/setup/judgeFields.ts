// Who judges whether two answers are the same, and by what: shown where the task leaves something to a judge.
import { auditConfidence } from '../../src/engine/audit/audit';
import { auditSizes } from '../../src/engine/audit/auditView';
import { auditBeforeClause } from '../../src/engine/promise/auditClauses';
import { isJudged } from '../../src/engine/judge/judgeOfOptions';
import type { DraftJudge } from '../../src/protocol';
import { fill, h } from '../element';
import type { Panel } from '../panel';
import { promiseText } from '../promiseWords';
import { field } from '../section';
import { checkbox, dropdown, textField } from '../toolkit';
import { whenChanged, type Form } from './form';

/** A model that asks no provider cannot judge. */
const embedded = 'embedded';

export function judgeFields(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const element = h('div', { class: 'judge' });
  const audit = h('p', { class: 'hint audit-before' });
  const change = (next: Partial<DraftJudge>) => {
    form.change({ judge: { model: '', ...form.draft().judge, ...next } });
  };
  const state = (key: 'policy' | 'noWorse', value: string | true | undefined) => {
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
            state('policy', text === '' ? undefined : text);
          },
        });
        const noWorse = checkbox({
          text: t.judgeNoWorse,
          isChecked: now?.noWorse ?? false,
          onChange: (isChecked) => {
            state('noWorse', isChecked || undefined);
          },
        });
        fill(
          element,
          h('div', { class: 'fields' }, field(t.judge, choice), field(t.judgePolicy, policy)),
          noWorse,
          h('p', { class: 'hint' }, t.judgeHint),
          audit,
        );
      },
    ),
  );
  form.watch(
    whenChanged(
      () => (isJudged(form.draft().task) ? form.feedback().rows : 0),
      (rows) => {
        audit.textContent = auditWords(panel, rows);
      },
    ),
  );
  return element;
}

/** What an audit after the run can bound, for the table at hand; empty where the table is too small for any. */
function auditWords(panel: Panel, rows: number): string {
  const { format } = panel;
  const sizes = auditSizes(rows, auditConfidence);
  if (sizes.length === 0) return '';
  const list = (items: readonly string[]) => new Intl.ListFormat(format.locale, { type: 'disjunction' }).format(items);
  const looked = list(sizes.map((size) => format.count(size.rows)));
  const shares = list(sizes.map(({ share }) => format.share(share)));
  return promiseText(panel, auditBeforeClause(rows, looked, shares, auditConfidence));
}
