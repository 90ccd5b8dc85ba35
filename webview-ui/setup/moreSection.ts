// What most people leave as it is: the options of a job that have no card of their own, and batch prices. Closed until wanted.
import { jobOptions } from '../../src/engine/options/jobOptions';
import type { OptionTable } from '../../src/engine/options/option';
import { h } from '../element';
import type { Panel } from '../panel';
import type { OptionWords } from '../strings/optionWords';
import { checkbox } from '../toolkit';
import { whenChanged, type Form } from './form';
import { optionField, type OptionField } from './optionField';
import { problemList } from './problemList';

export function moreSection(panel: Panel, form: Form, options: OptionTable = jobOptions): HTMLElement {
  const { t } = panel;
  const words: Readonly<Record<string, OptionWords>> = t.options;
  const fields = Object.entries(options)
    .filter(([, { form: place }]) => place === 'more')
    .map(([name, option]) => ({
      name,
      ...optionField(form, name, option, words[name]!, name === 'strategy' ? t.strategies : undefined),
      hint: words[name]!.hint,
    }));
  const of = (kind: OptionField['kind']) => fields.filter((one) => one.kind === kind);
  const aboutLabels = fields.find(({ name }) => name === 'goldRandom')?.element;
  if (aboutLabels)
    form.watch(
      whenChanged(
        () => form.draft().gold === undefined,
        (isWithoutLabels) => {
          aboutLabels.hidden = isWithoutLabels;
        },
      ),
    );
  return h(
    'details',
    { class: 'section more' },
    h('summary', {}, h('h2', {}, t.more)),
    h(
      'div',
      { class: 'section-body' },
      ...of('choice').map(({ element }) => element),
      h('div', { class: 'fields' }, ...of('short').map(({ element }) => element)),
      ...of('short').map(({ hint }) => hint !== undefined && h('p', { class: 'hint' }, hint)),
      ...of('wide').map(({ element }) => element),
      // Below the columns that some of them speak of.
      ...of('box').map(({ element }) => element),
      checkbox({
        text: t.batch,
        isChecked: form.draft().batch,
        onChange: (batch) => {
          form.change({ batch });
        },
      }),
      problemList(panel, form, ['out']),
    ),
  );
}
