// Money: what has been spent, what it is forecast to come to, what the reference alone would have cost, and the cap, on one scale.
import type { Why } from '../../src/engine/reasons';
import type { RunState } from '../../src/engine/runState';
import { createChartFrame } from '../charts/chartFrame';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import type { Pane } from './agreementPane';

type Money = {
  readonly spent: number | undefined;
  readonly maybe: number | undefined;
  readonly low: number | undefined;
  readonly expected: number | undefined;
  readonly high: number | undefined;
  readonly reference: number | undefined;
  readonly cap: number | undefined;
  /** What the forecast was made from. */
  readonly forecastNote: Why | undefined;
  readonly isFinal: boolean;
};

function moneyOf({ started, progress, forecast: made, finished }: RunState): Money {
  // A forecast that the bill has passed says nothing any more.
  const isRefuted = made !== undefined && (progress?.spentUsd ?? 0) > made.total.highUsd;
  const forecast = finished !== undefined || isRefuted ? undefined : made;
  return {
    spent: finished?.spentUsd ?? progress?.spentUsd,
    maybe: finished?.possiblyBilledUsd ?? progress?.possiblyBilledUsd,
    low: forecast?.total.lowUsd,
    expected: forecast?.total.expectedUsd,
    high: forecast?.total.highUsd,
    reference: finished?.referenceUsd ?? progress?.referenceUsd ?? made?.referenceUsd,
    forecastNote: forecast?.why,
    cap: started?.budgetUsd,
    isFinal: finished !== undefined,
  };
}

export function createSpendPane(panel: Panel): Pane {
  const { t, format } = panel;
  const frame = createChartFrame(panel, t.spend, { key: 'spend' });
  let drawn = '';
  return {
    element: frame.element,
    update: (state) => {
      const money = moneyOf(state);
      const key = JSON.stringify(money);
      if (key === drawn) return;
      drawn = key;
      if (money.spent === undefined && money.reference === undefined && money.expected === undefined) {
        frame.show(undefined);
        return;
      }
      frame.show({
        draw: (into) => {
          fill(
            into,
            ...spendBars(panel, money),
            money.forecastNote !== undefined &&
              h('p', { class: 'sub' }, say(t.forecastMade, { when: panel.worded(money.forecastNote) })),
          );
        },
        table: () => ({
          columns: [{ name: t.amount }, { name: t.usd, isFigure: true }],
          rows: (
            [
              [money.isFinal ? t.spentInAll : t.spentSoFar, money.spent],
              [t.possiblyBilled, money.maybe],
              [t.forecastLow, money.low],
              [t.forecastExpected, money.expected],
              [t.forecastHigh, money.high],
              [t.referenceAlone, money.reference],
              [t.cap, money.cap],
            ] as const
          )
            .filter(([, usd]) => usd !== undefined)
            .map(([name, usd]) => [name, format.money(usd)]),
        }),
      });
    },
  };
}

function spendBars({ t, format }: Panel, money: Money): Child[] {
  const { spent, expected, low, high, reference, cap, maybe } = money;
  const core = Math.max(spent ?? 0, high ?? 0, reference ?? 0);
  const isCapShown = cap !== undefined && cap <= core * 1.6;
  const scale = Math.max(core, isCapShown ? cap : 0) || 1;
  const at = (usd: number) => `${String(Math.min(100, (100 * usd) / scale))}%`;
  const bar = (name: string, usd: string, kind: string, ...parts: Child[]) =>
    h(
      'div',
      { class: `spend-line ${kind}` },
      h('div', { class: 'spend-name' }, h('span', {}, name), h('span', { class: 'figure' }, usd)),
      h(
        'div',
        { class: 'spend-bar', 'aria-hidden': 'true' },
        ...parts,
        isCapShown && h('span', { class: 'range-mark cap', vars: { '--at': at(cap) } }),
      ),
    );
  const length = (usd: number, kind: string) => h('span', { class: `length ${kind}`, vars: { '--to': at(usd) } });
  return [
    bar(
      money.isFinal ? t.spentInAll : t.spentSoFar,
      format.money(spent),
      'spent',
      spent !== undefined && length(spent, 'solid'),
    ),
    expected !== undefined &&
      bar(
        t.forecast,
        low !== undefined && high !== undefined
          ? `${format.money(expected)} (${say(t.range, { low: format.money(low), high: format.money(high) })})`
          : format.money(expected),
        'forecast',
        length(expected, 'hatched'),
        low !== undefined &&
          high !== undefined &&
          h('span', { class: 'range-whisker', vars: { '--from': at(low), '--to': at(high) } }),
      ),
    bar(
      t.referenceAlone,
      format.money(reference),
      'reference',
      reference !== undefined && length(reference, 'outline'),
    ),
    cap !== undefined &&
      h(
        'p',
        { class: 'legend sub' },
        isCapShown && h('span', { class: 'legend-mark cap', 'aria-hidden': 'true' }),
        say(t.capIs, { usd: format.money(cap) }),
      ),
    maybe !== undefined &&
      maybe > 0 &&
      h('p', { class: 'sub' }, say(t.possiblyBilledNote, { usd: format.money(maybe) })),
  ];
}
