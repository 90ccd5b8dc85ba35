// One model of the ladder: a box to take it in, its facts, its price with a pencil, what is missing, and the choice of the reference.
import type { ModelChoice } from '../../src/protocol';
import { h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button, checkbox } from '../toolkit';
import type { Form } from './form';

export type RungPlace = {
  /** Name of the group of radio buttons. */
  readonly group: string;
  /** The highest cost of a model, dollars per 1,000 rows. */
  readonly highest: number;
  readonly isIn: boolean;
  readonly isReference: boolean;
};

export function rung(panel: Panel, form: Form, model: ModelChoice, at: RungPlace): HTMLElement {
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
      model.price !== undefined && priceLine(panel, form, model, model.price),
      model.note !== undefined && h('span', {}, model.note),
    ),
    h(
      'div',
      { class: 'rung-cost' },
      cost !== undefined && h('span', { class: 'figure' }, say(t.perThousand, { usd: format.smallMoney(cost) })),
      cost !== undefined &&
        h(
          'span',
          { class: 'meter', 'aria-hidden': 'true' },
          h('span', { vars: { '--share': String(at.highest > 0 ? cost / at.highest : 0) } }),
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

function priceLine(panel: Panel, form: Form, model: ModelChoice, price: string): HTMLElement {
  const { t } = panel;
  // A classifier of this machine costs its computing time; nobody sells it.
  if (model.provider === 'embedded') return h('span', {}, price);
  const pencil = button('', () => void setPrice(panel, form, model), {
    kind: 'icon',
    icon: icon('pencil'),
    label: say(t.changePriceOf, { model: model.id }),
    class: 'pencil',
  });
  pencil.setAttribute('data-key', `price ${model.id}`);
  return h('span', { class: 'rung-price' }, h('span', {}, price), pencil);
}

async function setPrice(panel: Panel, form: Form, model: ModelChoice): Promise<void> {
  const reply = await panel.attempt(panel.ask('setPrice', { model: model.id }));
  if (reply) form.setModels(reply.models);
}

/** Once: what is missing, with the button that mends it. */
function readiness(panel: Panel, form: Form, model: ModelChoice): HTMLElement[] {
  const { t } = panel;
  const words = h(
    'span',
    { class: `readiness ${model.readiness}` },
    icon(model.readiness === 'ready' ? 'check' : model.readiness === 'unavailable' ? 'error' : 'warning'),
    t.readiness[model.readiness],
  );
  switch (model.readiness) {
    case 'key-missing': {
      const setKey = async () => {
        const reply = await panel.attempt(panel.ask('setKey', { provider: model.provider }));
        if (reply) form.setModels(reply.models);
      };
      const title = say(t.setKeyFor, { provider: model.provider });
      return [words, button(t.setKey, () => void setKey(), { icon: icon('key'), title })];
    }
    case 'price-unknown':
      // What VS Code's models cost is counted in requests, not in dollars.
      if (model.provider === 'vscode-lm') return [words];
      return [words, button(t.setPrice, () => void setPrice(panel, form, model), { icon: icon('pencil') })];
    case 'ready':
    case 'unavailable':
      return [words];
  }
}
