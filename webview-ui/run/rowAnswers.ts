// What each model answered to a row, with a button that asks it once more, and what came of that.
import type { RowExplanation } from '../../src/protocol';
import { h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button } from '../toolkit';

type Answer = Partial<RowExplanation['answers'][number]> & { readonly model: string };

export function rowAnswers(
  { t, format }: Panel,
  { answers, askable, again }: RowExplanation,
  { ask, use }: { readonly ask: (model: string) => void; readonly use: (text: string) => void },
): Child[] {
  const unasked = askable
    .filter((id) => !answers.some(({ model }) => model === id))
    .map((model): Answer => ({ model }));
  const line = ({ model, text, status, confidence, costUsd }: Answer) => {
    const name = say(status === undefined ? t.askModel : t.askModelAgain, { model });
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, model),
      h(
        'td',
        { class: 'wrap' },
        text ?? '–',
        status === 'valid' ? '' : h('span', { class: 'sub' }, ` ${status ?? t.notAsked}`),
      ),
      h('td', { class: 'figure' }, format.measured(confidence)),
      h('td', { class: 'figure' }, status === undefined ? '' : format.moneyInColumn(costUsd)),
      h(
        'td',
        { class: 'ask-again' },
        askable.includes(model) &&
          button(
            '',
            () => {
              ask(model);
            },
            { kind: 'icon', icon: icon('retry'), label: name },
          ),
      ),
    );
  };
  const heads = [t.model, t.answer, t.confidence, t.costColumn];
  return [
    h('h4', {}, t.answersOfModels),
    h(
      'table',
      { class: 'sheet' },
      h('caption', { class: 'visually-hidden' }, t.answersOfModels),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...heads.map((name, at) => h('th', { scope: 'col', ...(at > 1 && { class: 'figure' }) }, name)),
          h('td', {}),
        ),
      ),
      h('tbody', {}, ...[...answers, ...unasked].map(line)),
    ),
    askable.length > 0 && h('p', { class: 'hint' }, t.askAgainHint),
    ...(again.length === 0
      ? []
      : [
          h('h4', {}, t.answeredAgain),
          h(
            'ul',
            { class: 'asked-again' },
            ...again.map(({ model, text, status, costUsd }) =>
              h(
                'li',
                {},
                h('strong', {}, model),
                h('span', { class: 'again-text' }, status === 'valid' ? (text ?? '–') : `${text ?? '–'} (${status})`),
                h('span', { class: 'sub figure' }, format.moneyInColumn(costUsd)),
                status === 'valid' &&
                  text !== undefined &&
                  button(t.useAnswer, () => {
                    use(text);
                  }),
              ),
            ),
          ),
        ]),
  ];
}
