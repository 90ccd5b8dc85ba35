// The ladder: every model with where its rows go, what it costs beside the others, whether it is ready, whether it takes part, and which
// one is the reference. Those that nobody has named stand apart, as suggestions.
import type { ModelChoice } from '../../src/protocol';
import { fill, freshId, h } from '../element';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import { button, textField } from '../toolkit';
import { whenChanged, type Form } from './form';
import { problemList } from './problemList';
import { rung } from './rung';
import { variantList } from './variantList';

export function ladderSection(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const list = h('div', { class: 'ladder' });
  const group = freshId('reference');
  form.watch(
    whenChanged(
      () => ({
        models: form.models().map((model) => costed(model, form)),
        chosen: form.draft().models,
        reference: form.referenceId(),
      }),
      ({ models, chosen, reference }) => {
        const focused = list.contains(document.activeElement)
          ? document.activeElement?.getAttribute('data-key')
          : undefined;
        const highest = Math.max(0, ...models.map(({ usdPerThousandRows = 0 }) => usdPerThousandRows));
        const rungs = (of: readonly ModelChoice[], label: string) =>
          of.length > 0 &&
          h(
            'ul',
            { class: 'rungs', 'aria-label': label },
            ...of.map((model) =>
              rung(panel, form, model, {
                group,
                highest,
                isIn: chosen.includes(model.id),
                isReference: model.id === reference,
              }),
            ),
          );
        // Classifiers of sentiment answer few questions: last, until one is ticked.
        const isEmbedded = ({ provider }: ModelChoice) => provider === 'embedded';
        const isApart = (model: ModelChoice) =>
          (model.isSuggested === true || isEmbedded(model)) && !chosen.includes(model.id);
        const [suggested, embedded] = [false, true].map((wanted) =>
          models.filter((model) => isApart(model) && isEmbedded(model) === wanted),
        ) as [ModelChoice[], ModelChoice[]];
        fill(
          list,
          rungs(
            models.filter((model) => !isApart(model)),
            t.models,
          ),
          suggested.length > 0 && h('h3', { class: 'rungs-head' }, t.suggestions),
          rungs(suggested, t.suggestions),
          embedded.length > 0 && h('h3', { class: 'rungs-head' }, t.embeddedModels),
          rungs(embedded, t.embeddedModels),
          models.length === 0 && h('p', { class: 'empty' }, t.noModels),
        );
        if (focused) list.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
      },
    ),
  );
  const add = async (address?: string) => {
    const reply = await panel.attempt(panel.ask('addModel', address === undefined ? {} : { address }));
    if (!reply) return;
    form.setModels(reply.models, reply.added);
    panel.announce(reply.added.join(', '));
  };
  const { element, aside } = section(
    t.models,
    { hint: t.modelsHint },
    starter(panel, form, add),
    list,
    variantList(panel, form),
    problemList(panel, form, ['models']),
  );
  aside.append(button(t.addModel, () => void add(), { icon: icon('plus') }));
  return element;
}

/** What the host told of the question as it stands goes before what it told when the form was opened. */
function costed(model: ModelChoice, form: Form): ModelChoice {
  const usd = form.feedback().usdPerThousandRows?.[model.id];
  return usd === undefined ? model : { ...model, usdPerThousandRows: usd };
}

/** While the user has set nothing up: the shortest way to a server of one's own. */
function starter(panel: Panel, form: Form, connect: (address: string) => Promise<void>): HTMLElement {
  const { t } = panel;
  const go = () => {
    const address = field.value.trim();
    if (address !== '') void connect(address);
    else field.focus();
  };
  const field = textField({
    label: t.serverAddress,
    value: '',
    placeholder: 'http://localhost:11434/v1',
    class: 'address',
    onInput: () => undefined,
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') go();
  });
  const element = h(
    'div',
    { class: 'starter' },
    h('p', {}, t.starterHint),
    h('div', { class: 'starter-line' }, field, button(t.connect, go)),
  );
  form.watch(
    whenChanged(
      () => form.models().some(isOwn),
      (hasOwn) => {
        element.hidden = hasOwn;
      },
    ),
  );
  return element;
}

/** Named by the user, or suggested and provided with a key. */
function isOwn({ provider, readiness, isSuggested }: ModelChoice): boolean {
  if (provider === 'embedded' || readiness === 'key-missing') return false;
  return isSuggested === undefined || provider !== 'vscode-lm';
}
