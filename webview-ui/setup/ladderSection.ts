// The ladder: every model with where its rows go, what it costs beside the others, whether it is ready, whether it takes part, and which
// one is the reference.
import type { ModelChoice } from '../../src/protocol';
import { fill, freshId, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import { button, checkbox } from '../toolkit';
import { whenChanged, type Form } from './form';
import { problemList } from './problemList';

export function ladderSection(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const list = h('ul', { class: 'ladder', 'aria-label': t.models });
  const group = freshId('reference');
  form.watch(
    whenChanged(
      () => ({ models: form.models(), chosen: form.draft().models, reference: form.referenceId() }),
      ({ models, chosen, reference }) => {
        const focused = list.contains(document.activeElement)
          ? document.activeElement?.getAttribute('data-key')
          : undefined;
        const dearest = Math.max(0, ...models.map(({ usdPerThousandRows = 0 }) => usdPerThousandRows));
        fill(
          list,
          ...models.map((model) =>
            rung(panel, form, model, {
              group,
              dearest,
              isIn: chosen.includes(model.id),
              isReference: model.id === reference,
            }),
          ),
        );
        if (models.length === 0) fill(list, h('li', { class: 'empty' }, t.noModels));
        if (focused) list.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
      },
    ),
  );
  const { element, aside } = section(t.models, { hint: t.modelsHint }, list, problemList(panel, form, ['models']));
  aside.append(
    button(
      t.addModel,
      () => {
        void panel.attempt(panel.ask('addModel', {})).then((reply) => {
          if (reply) form.setModels(reply.models);
        });
      },
      { icon: icon('plus') },
    ),
  );
  return element;
}

function rung(
  panel: Panel,
  form: Form,
  model: ModelChoice,
  at: { group: string; dearest: number; isIn: boolean; isReference: boolean },
): HTMLElement {
  const { t, format } = panel;
  const box = checkbox({
    text: model.id,
    isChecked: at.isIn,
    onChange: (isChecked) => {
      const others = form.draft().models.filter((id) => id !== model.id);
      const next = form
        .models()
        .map(({ id }) => id)
        .filter((id) => others.includes(id) || (isChecked && id === model.id));
      const isReferenceLost = !isChecked && form.draft().reference === model.id;
      form.change({ models: next, ...(isReferenceLost && { reference: undefined }) });
    },
  });
  box.setAttribute('data-key', `in ${model.id}`);
  const cost = model.usdPerThousandRows;
  return h(
    'li',
    { class: `rung ${at.isIn ? 'in' : 'out'} ${at.isReference ? 'reference' : ''}` },
    h('div', { class: 'rung-name' }, box),
    h(
      'div',
      { class: 'rung-facts sub' },
      h('span', { title: t.destination }, model.destination),
      h('span', {}, model.price ?? t.priceUnknown),
      model.note !== undefined && h('span', {}, model.note),
    ),
    h(
      'div',
      { class: 'rung-cost' },
      h(
        'span',
        { class: 'figure' },
        cost === undefined ? t.costUnknown : say(t.perThousand, { usd: format.money(cost) }),
      ),
      h(
        'span',
        { class: 'meter', 'aria-hidden': 'true' },
        h('span', { vars: { '--share': String(cost !== undefined && at.dearest > 0 ? cost / at.dearest : 0) } }),
      ),
    ),
    h('div', { class: 'rung-state' }, ...readiness(panel, form, model)),
    h(
      'label',
      { class: 'rung-reference', title: t.referenceHint },
      h('input', {
        type: 'radio',
        name: at.group,
        checked: at.isReference,
        'data-key': `reference ${model.id}`,
        'aria-label': say(t.useAsReference, { model: model.id }),
        on: {
          change: () => {
            const models = form.models().map(({ id }) => id);
            const chosen = form.draft().models;
            form.change({ reference: model.id, models: models.filter((id) => id === model.id || chosen.includes(id)) });
          },
        },
      }),
      h('span', {}, t.reference),
    ),
  );
}

function readiness(panel: Panel, form: Form, model: ModelChoice): HTMLElement[] {
  const { t } = panel;
  const words = h(
    'span',
    { class: `readiness ${model.readiness}` },
    icon(model.readiness === 'ready' ? 'check' : model.readiness === 'unavailable' ? 'error' : 'warning'),
    t.readiness[model.readiness],
  );
  if (model.readiness !== 'key-missing') return [words];
  const set = button(
    t.setKey,
    () => {
      void panel.attempt(panel.ask('setKey', { provider: model.provider })).then((reply) => {
        if (reply) form.setModels(reply.models);
      });
    },
    { icon: icon('key'), title: say(t.setKeyFor, { provider: model.provider }) },
  );
  return [words, set];
}
