// Cheaper ways to ask the chosen models, each with what it would save and a button that adds it to the ladder as one more candidate.
import type { VariantOffer } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button } from '../toolkit';
import { whenChanged, type Form } from './form';

/** More than these would hide the ladder. */
const mostShown = 3;

export function variantList(panel: Panel, form: Form): HTMLElement {
  const { t, format } = panel;
  const element = h('div', { class: 'variants', hidden: true });
  const add = async ({ beside, change }: VariantOffer) => {
    const reply = await panel.attempt(panel.ask('addVariant', { beside, change }));
    if (!reply) return;
    form.setModels(reply.models, reply.added);
    panel.announce(reply.added.join(', '));
  };
  const sentence = ({ beside, change, ...cost }: VariantOffer) => {
    const words = {
      model: beside,
      usd: format.money(cost.offeredUsdPerThousandRows),
      now: format.money(cost.usdPerThousandRows),
      share: format.portion(cost.share),
    };
    return 'rowsPerRequest' in change
      ? say(t.severalRows, { ...words, rows: format.count(change.rowsPerRequest) })
      : say(t.otherEffort, { ...words, effort: change.reasoningEffort });
  };
  form.watch(
    whenChanged(
      () => form.feedback().variants ?? [],
      (offers) => {
        element.hidden = offers.length === 0;
        fill(
          element,
          h('h3', { class: 'rungs-head' }, t.variants),
          h(
            'ul',
            { class: 'rungs', 'aria-label': t.variants },
            ...offers.slice(0, mostShown).map((offer) =>
              h(
                'li',
                { class: 'variant' },
                h('span', {}, sentence(offer)),
                button(t.addAsCandidate, () => void add(offer), {
                  icon: icon('plus'),
                  title: say(t.addAsCandidateOf, { model: offer.beside }),
                }),
              ),
            ),
          ),
        );
      },
    ),
  );
  return element;
}
