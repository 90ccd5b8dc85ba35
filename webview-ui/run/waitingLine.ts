// The line under the progress bar that says what keeps requests waiting: a limit, a refusal, an outage, a hang. Hidden while nothing does.
import type { TrafficNotice } from '../../src/engine/trafficNotice';
import type { RunState } from '../../src/engine/runState';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';

export type WaitingLine = {
  readonly element: HTMLElement;
  readonly update: (state: RunState, isRunning: boolean) => void;
};

export function createWaitingLine(panel: Panel): WaitingLine {
  const element = h('p', { class: 'hint waiting', hidden: true });
  let drawn: RunState['waiting'];
  return {
    element,
    update: ({ waiting }, isRunning) => {
      const notices = isRunning ? Object.values(waiting ?? {}) : [];
      element.hidden = notices.length === 0;
      if (waiting === drawn) return;
      drawn = waiting;
      fill(
        element,
        ...notices.flatMap((notice) => [icon('warning'), h('span', {}, ` ${waitingWords(panel, notice)} `)]),
      );
    },
  };
}

function waitingWords({ t, format }: Panel, { code, host, model, figures, message }: TrafficNotice): string {
  const { perMinute, waitMs, times, status, lastedMs } = figures;
  const words = {
    ...{ host, model, status: String(status ?? ''), message: message ?? host },
    perMinute: perMinute === undefined ? '' : format.count(Math.round(perMinute)),
    // Whole seconds, and none too few: a wait that is nearly over is no wait of 0 s.
    wait: format.duration(waitMs === undefined ? undefined : Math.max(1000, Math.ceil(waitMs / 1000) * 1000)),
    times: format.count(times ?? 1),
    lasted: format.duration(lastedMs),
  };
  switch (code) {
    case 'limit':
      return say(perMinute === undefined ? t.waitingForUnknownLimit : t.waitingForLimit, words);
    case 'refused':
      return say(t.waitingRefused, { ...words, status: String(status ?? 429) });
    case 'retrying':
      return say(status === undefined ? t.waitingRetrying : t.waitingServerError, words);
    case 'hung':
      return say(t.waitingHung, words);
    case 'outage':
      return say(t.waitingOutage, words);
    case 'clear':
      return '';
  }
}
