// Profiling as it happens: per model a funnel that closes in on the threshold, its status, and the reason in words.
import type { RunEvent } from '../../src/engine/events';
import type { RunState } from '../../src/engine/runState';
import { createChartFrame } from '../charts/chartFrame';
import { floorOf, funnel, type FunnelPoint } from '../charts/funnel';
import { intervalBar } from '../charts/intervalBar';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { shownStatus, statusBadge, statusText, type ShownStatus } from './modelStatus';
import { own } from '../../src/engine/own';

type Profile = Extract<RunEvent, { type: 'model-profiled' }>;
export type Pane = { readonly element: HTMLElement; readonly update: (state: RunState) => void };

export function createAgreementPane(panel: Panel): Pane {
  const { t, format } = panel;
  const frame = createChartFrame(panel, t.agreement, { key: 'agreement', hint: t.agreementHint, class: 'wide' });
  let drawn: readonly unknown[] = [];
  return {
    element: frame.element,
    update: (state) => {
      const { started, profiles, history } = state;
      const inputs = [history, state.mix, state.finished];
      if (inputs.every((input, index) => input === drawn[index])) return;
      drawn = inputs;
      const statusOf = ({ model, status }: Profile) => shownStatus(state, model, status);
      const names = started ? [...started.models].filter((id) => own(profiles, id)) : Object.keys(profiles);
      const latest = names.map((id) => own(profiles, id)!);
      if (!started || latest.length === 0) {
        frame.show(undefined);
        return;
      }
      const threshold = started.accuracy;
      const maxAsked = Math.max(...latest.map(({ asked }) => asked));
      const shares = latest
        .filter(({ asked }) => asked > 0)
        .flatMap(({ agreed, asked, lower }) => [agreed / asked, lower ?? 1]);
      const floor = floorOf(shares, threshold);
      frame.show({
        draw: (into, widthPx) => {
          const columns = Math.max(1, Math.min(latest.length, Math.floor(widthPx / 300)));
          const cellPx = Math.floor((widthPx - (columns - 1) * 24) / columns);
          fill(
            into,
            h(
              'div',
              { class: 'funnels', vars: { '--columns': String(columns) } },
              ...latest.map((profile) =>
                modelFigure(panel, profile, statusOf(profile), traceOf(history, profile.model), {
                  threshold,
                  maxAsked,
                  floor,
                  widthPx: cellPx,
                  reference: started.reference,
                }),
              ),
            ),
          );
        },
        table: () => ({
          columns: [
            { name: t.model },
            { name: t.status },
            { name: t.rowsAsked, isFigure: true },
            { name: t.agreed, isFigure: true },
            { name: t.agreementShare, isFigure: true },
            { name: t.interval, isFigure: true },
            { name: t.reason },
          ],
          rows: latest.map((profile) => [
            profile.model,
            statusText(panel, statusOf(profile)),
            format.count(profile.asked),
            format.count(profile.agreed),
            format.measured(profile.agreed / profile.asked),
            intervalText(panel, profile),
            profile.why === undefined ? '' : panel.worded(profile.why),
          ]),
        }),
      });
    },
  };
}

const pointsDrawn = 160;

function traceOf(history: readonly Profile[], model: string): FunnelPoint[] {
  const all = history.filter((profile) => profile.model === model && profile.asked > 0);
  const step = Math.max(1, Math.ceil(all.length / pointsDrawn));
  return all.filter((_, index) => index % step === 0 || index === all.length - 1);
}

function intervalText({ format }: Panel, { lower, upper }: Profile): string {
  return lower === undefined && upper === undefined
    ? '–'
    : `${format.measured(lower ?? 0)} – ${format.measured(upper ?? 1)}`;
}

function modelFigure(
  panel: Panel,
  profile: Profile,
  status: ShownStatus,
  points: readonly FunnelPoint[],
  at: { threshold: number; maxAsked: number; floor: number; widthPx: number; reference: string },
): HTMLElement {
  const { t, format } = panel;
  const share = profile.asked > 0 ? profile.agreed / profile.asked : undefined;
  const label = say(t.agreementSentence, {
    model: profile.model,
    agreed: format.count(profile.agreed),
    asked: format.count(profile.asked),
    reference: at.reference,
    interval: intervalText(panel, profile),
    threshold: format.share(at.threshold),
  });
  return h(
    'figure',
    { class: `model-figure ${profile.status}` },
    h(
      'figcaption',
      {},
      h(
        'div',
        { class: 'figure-line' },
        h('span', { class: 'model-name', title: profile.model }, profile.model),
        statusBadge(panel, status),
      ),
      h(
        'div',
        { class: 'figure-line' },
        h('span', { class: 'medium-figure figure' }, format.measured(share)),
        h('span', { class: 'sub' }, intervalText(panel, profile)),
      ),
    ),
    points.length < 2
      ? intervalBar({ profile, threshold: at.threshold, floor: at.floor, label })
      : funnel({
          ...{ points, threshold: at.threshold, maxAsked: at.maxAsked, floor: at.floor, widthPx: at.widthPx, label },
          heightPx: 112,
          thresholdText: format.share(at.threshold),
          axisText: (value) => format.share(value),
          rowsText: say(t.nRows, { rows: format.count(at.maxAsked) }),
        }),
    h(
      'p',
      { class: 'sub reason sentence' },
      profile.why === undefined
        ? say(t.agreedOf, { agreed: format.count(profile.agreed), asked: format.count(profile.asked) })
        : panel.worded(profile.why),
    ),
  );
}
