// Who answers: one bar of all rows, cut by the model that answers them, with rows and money per model in a list under it.
import type { RunState } from '../../src/engine/runState';
import { createChartFrame } from '../charts/chartFrame';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import type { Pane } from './agreementPane';
import { own } from '../../src/engine/own';
import { studentId } from '../../src/engine/strategy';

type Share = {
  readonly model: string;
  readonly rows: number;
  readonly costUsd: number | undefined;
  readonly asked: number | undefined;
  /** Exact versions that answered, other than the model's own name. */
  readonly versions: readonly string[];
};

/** Delivered rows once the run is over; before that what the mix has decided. Models in ladder order, the reference last. */
export function sharesOf(state: RunState): readonly Share[] {
  const { started, mix, finished, progress } = state;
  const order = started?.models ?? [];
  const totals = finished?.perModel ?? progress?.perModel ?? {};
  const rows = new Map<string, number>();
  if (finished) for (const [model, { delivered }] of Object.entries(totals)) rows.set(model, delivered);
  else for (const share of mix?.shares ?? []) rows.set(share.model, (rows.get(share.model) ?? 0) + share.rows);
  return [...rows]
    .map(([model, count]) => ({
      model,
      rows: count,
      asked: own(totals, model)?.asked,
      versions: (own(totals, model)?.versions ?? []).filter((version) => version !== model),
      costUsd: finished
        ? own(totals, model)?.costUsd
        : (mix?.shares.find((share) => share.model === model)?.expectedUsd ?? own(totals, model)?.costUsd),
    }))
    .filter((share) => share.rows > 0 || (share.costUsd ?? 0) > 0)
    .sort((a, b) => order.indexOf(a.model) - order.indexOf(b.model));
}

export function createMixPane(panel: Panel): Pane {
  const { t, format } = panel;
  const frame = createChartFrame(panel, t.mix, { key: 'mix', class: 'wide' });
  let drawn = '';
  return {
    element: frame.element,
    update: (state) => {
      const shares = sharesOf(state);
      const why = state.mix === undefined ? '' : panel.worded(state.mix.why);
      const reference = state.started?.reference;
      const key = JSON.stringify([shares, why]);
      if (key === drawn) return;
      drawn = key;
      const all = shares.reduce((sum, { rows }) => sum + rows, 0);
      if (all === 0) {
        frame.show(undefined);
        return;
      }
      const isFinal = state.finished !== undefined;
      frame.show({
        draw: (into) => {
          const models = state.started?.models ?? [];
          // The student stands in no ladder; it takes the tone after the last model's.
          const placeOf = (model: string) => (models.includes(model) ? models.indexOf(model) : models.length);
          const tone = (model: string) =>
            model === reference ? 'tone-reference' : `tone-${String(placeOf(model) % 6)}`;
          fill(
            into,
            h(
              'div',
              {
                class: 'mix-bar',
                role: 'img',
                'aria-label': shares
                  .map(({ model, rows }) => say(t.modelRows, { model, rows: format.count(rows) }))
                  .join('; '),
              },
              ...shares
                .filter(({ rows }) => rows > 0)
                .map(({ model, rows }) =>
                  h(
                    'span',
                    {
                      class: `mix-part ${tone(model)}`,
                      vars: { '--weight': String(rows) },
                      title: say(t.modelRows, { model, rows: format.count(rows) }),
                    },
                    rows / all > 0.12 && h('span', { class: 'mix-label' }, format.portion(rows / all)),
                  ),
                ),
            ),
            h(
              'ul',
              { class: 'mix-list' },
              ...shares.map(({ model, rows, costUsd, asked, versions }) =>
                h(
                  'li',
                  {},
                  h('span', { class: `swatch ${tone(model)}`, 'aria-hidden': 'true' }),
                  h(
                    'span',
                    { class: 'model-name' },
                    model,
                    h(
                      'span',
                      { class: 'sub' },
                      ` ${[
                        ...(model === studentId ? [t.studentIs] : []),
                        ...(model === reference ? [t.reference] : []),
                        ...(versions.length > 0 ? [say(t.answeredAs, { versions: versions.join(', ') })] : []),
                      ].join(' · ')}`,
                    ),
                  ),
                  h('span', { class: 'figure' }, say(t.nRows, { rows: format.count(rows) })),
                  h('span', { class: 'figure sub' }, format.portion(rows / all)),
                  h('span', { class: 'figure' }, format.money(costUsd)),
                  h(
                    'span',
                    { class: 'figure sub' },
                    asked === undefined ? '' : say(t.askedTimes, { count: format.count(asked) }),
                  ),
                ),
              ),
            ),
            h('p', { class: 'sub sentence' }, why),
          );
        },
        table: () => ({
          columns: [
            { name: t.model },
            { name: t.rowsAnswered, isFigure: true },
            { name: t.shareOfRows, isFigure: true },
            { name: t.rowsAsked, isFigure: true },
            { name: isFinal ? t.costColumn : t.expectedCost, isFigure: true },
          ],
          rows: shares.map(({ model, rows, costUsd, asked }) => [
            model,
            format.count(rows),
            format.measured(rows / all),
            format.count(asked),
            format.money(costUsd),
          ]),
        }),
      });
    },
  };
}
