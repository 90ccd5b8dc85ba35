// The states that pictures and accessibility checks go through, each a view as the host would send it.
import type { RunEvent } from '../../../src/engine/events';
import { reason } from '../../../src/engine/reasons';
import type { ComparedRun } from '../../../src/engine/report/compareRuns';
import type { ChangedAnswer, PanelRequests, PanelView, ResultRow } from '../../../src/protocol';
import type { RequestHandlers } from '../../../src/rpc';
import { choices, dataset, draft, feedbackOn, rowsOf, setupView, stateAfter, textOf } from './fakeHost';
import { roundRows } from './fakeLabels';
import { scanTold } from './fakeScan';
import { judgedHandlers, judgedRows, withJudge } from './judgedScene';
import { recordRun, type Recording } from './recordedRun';
import { scriptedStrategy } from './scriptedStrategy';

export const sceneNames = [
  'setup',
  'setup-problems',
  'setup-filter',
  'setup-loss',
  'setup-judge',
  'scanned',
  'profiling',
  'decision',
  'applying',
  'workers',
  'paused',
  'paused-at-requests',
  'labelling',
  'finished',
  'failed',
  'judged',
  'audit',
  'side-by-side',
  'comparison',
] as const;
export type SceneName = (typeof sceneNames)[number];

let recorded: Recording | undefined;
export function recording(): Recording {
  return (recorded ??= recordRun({
    strategy: scriptedStrategy,
    name: 'certified',
    rows: 5000,
    seed: 7,
    accuracy: 0.95,
    budgetUsd: 5,
    isExplained: true,
  }));
}

export function runView(events: readonly RunEvent[]): PanelView {
  const state = stateAfter(events);
  const { output, report } = state.finished ?? {};
  // The host says which files may be opened; of a run of its own these.
  const files = { ...(output !== undefined && { output }), ...(report !== undefined && { report }) };
  return { view: 'run', runId: 'recorded', state, files };
}

function upTo(isLast: (event: RunEvent) => boolean): readonly RunEvent[] {
  const { events } = recording();
  const at = events.findIndex(isLast);
  return events.slice(0, at < 0 ? undefined : at + 1);
}

/** Until the reference has answered so many rows in the given phase or later. */
const profiledRows = (rows: number) =>
  upTo((event) => event.type === 'model-profiled' && event.asked >= rows && event.model === 'gpt-5-mini');

const changed: readonly ChangedAnswer[] = Array.from({ length: 250 }, (_, place) => ({
  row: place * 20,
  preview: textOf(place),
  ...(place !== 1 && { before: { text: 'Positive, on the whole.', model: 'gpt-5-mini' } }),
  after: { text: 'Negative, on the whole.', model: 'gpt-5' },
}));

function comparisonView(events: readonly RunEvent[]): PanelView {
  const { finished } = stateAfter(events);
  const { promise, spentUsd, referenceUsd } = finished!;
  const before: ComparedRun = {
    runId: '2026-11-28T09-00-00-reviews',
    createdAt: '2026-11-28T09:00:00.000Z',
    prompt: draft.prompt,
    models: draft.models,
    reference: 'gpt-5',
    strategy: 'certified',
    rows: 5000,
    failedRows: 1,
    costs: { spentUsd, referenceUsd },
    promise,
  };
  const after: ComparedRun = {
    ...before,
    runId: '2026-11-30T09-00-00-reviews',
    createdAt: '2026-11-30T09:00:00.000Z',
    prompt: 'Would the buyer buy it again? Answer positive or negative.\n\n{{text}}',
    rows: 4995,
    failedRows: 0,
    costs: { spentUsd: 2.31, referenceUsd },
    promise: { ...promise, accuracy: 0.97, allowed: 149, rows: 4995, covered: 4995 },
  };
  return {
    view: 'comparison',
    comparison: {
      ...{ dataset: 'reviews.csv', before, after, rows: 4995, same: 4745 },
      ...{ changed: 249, onlyBefore: 0, onlyAfter: 1, differences: ['prompt', 'rows', 'threshold'] },
    },
  };
}

type Scene = {
  readonly view: PanelView;
  readonly rows: readonly ResultRow[];
  readonly handlers?: Partial<RequestHandlers<PanelRequests>>;
};

export function sceneOf(name: SceneName): Scene {
  const { events, delivery, table } = recording();
  const rows =
    name === 'finished' || name === 'failed' || name === 'judged' || name === 'audit' || name === 'side-by-side'
      ? rowsOf(delivery, table)
      : [];
  switch (name) {
    case 'setup':
      return { view: setupView(), rows };
    case 'setup-problems': {
      const wrong = {
        ...draft,
        prompt: 'Is {{review}} good or bad? {text}',
        models: ['gpt-5-nano', 'claude-haiku-4-5', 'gpt-5'],
        answersOf: 'gone',
      };
      const misfit = { severity: 'error', field: 'answersOf', message: 'The answers of gone do not fit.' } as const;
      const feedback = feedbackOn(wrong);
      return {
        view: {
          view: 'setup',
          setup: {
            ...{ id: 'wrong', models: choices, draft: wrong },
            dataset: {
              ...dataset,
              reading: { encoding: { name: 'gb18030', isGuessed: true, cells: ['质量很好', '不好用'] } },
            },
            feedback: { ...feedback, problems: [...feedback.problems, misfit] },
          },
        },
        rows,
      };
    }
    case 'setup-filter': {
      const bounds = { recall: 0.95, precision: 0.9 };
      const task = { type: 'labels', labels: ['yes', 'no'], filter: bounds } as const;
      return { view: setupView({ draft: { ...draft, task } }), rows };
    }
    case 'setup-loss': {
      const loss = { by: 'absolute', cap: 10, mean: 0.5 } as const;
      const task = { type: 'number', absoluteTolerance: 0, relativeTolerance: 0, loss } as const;
      return { view: setupView({ draft: { ...draft, task } }), rows };
    }
    case 'scanned': {
      const { plannedRows, spentUsd, forecast } = scanTold;
      const requests = plannedRows * draft.models.length;
      const asked = profiledRows(20).flatMap((event): RunEvent[] => {
        if (event.type === 'run-started') return [{ ...event, until: 'plan' }];
        // A scan tells none of a run's decisions.
        return event.type === 'phase-started' ? [event] : [];
      });
      // The same figures as in the card of the scan.
      const spent: RunEvent = {
        ...{ type: 'progressed', rowsDone: plannedRows, spentUsd, referenceUsd: forecast[0]!.referenceUsd },
        ...{ elapsedMs: 4000, callsDone: requests, callsPlanned: requests, perModel: {} },
      };
      return {
        view: runView([
          ...asked,
          spent,
          { type: 'run-paused', reason: 'scanned', message: reason('scan-is-done', {}) },
        ]),
        rows,
      };
    }
    case 'profiling':
      return { view: runView(profiledRows(80)), rows };
    case 'decision':
      return { view: runView(upTo((event) => event.type === 'profiling-stopped')), rows };
    case 'applying': {
      const mix = upTo((event) => event.type === 'mix-decided').length;
      // Some of the rows that keep a cheaper answer are unchecked.
      const looked = events
        .slice(0, mix + 4)
        .map((event) => (event.type === 'look-taken' ? { ...event, certifiedRows: event.prefixRows - 9 } : event));
      return { view: runView(looked), rows };
    }
    case 'workers': {
      const seen = [
        { name: 'gpu1.example.com:412', slots: 16, perSecond: 12.4 },
        { name: 'gpu2.example.com:97', slots: 32, perSecond: 30.2 },
      ];
      const asking: RunEvent = { type: 'workers-seen', queue: 'redis://gpu0.example.com:6379/0', workers: seen };
      return { view: runView([...profiledRows(80), asking]), rows };
    }
    case 'paused':
      return {
        view: runView([
          ...profiledRows(100).map((event) => (event.type === 'run-started' ? { ...event, budgetUsd: 0.9 } : event)),
          {
            type: 'run-paused',
            reason: 'budget',
            message: 'The next request could have passed the cap of $0.90, so nothing more was sent.',
          },
        ]),
        rows,
      };
    case 'labelling': {
      const message = reason('labels-are-wanted', { person: 'me', rows: roundRows.length, given: 62 });
      const asked = { rows: roundRows, given: 62, expected: 140, free: 4100 };
      const view = runView([
        ...profiledRows(80),
        { type: 'labels-wanted', model: 'me', ...asked },
        { type: 'run-paused', reason: 'labels', message },
      ]);
      return { view: { ...view, isRunning: false } as PanelView, rows };
    }
    case 'comparison':
      return {
        view: comparisonView(events),
        rows,
        handlers: { changedRows: ({ offset, limit }) => ({ rows: changed.slice(offset, offset + limit) }) },
      };
    case 'judged':
    case 'audit':
      return { view: runView(withJudge(events)), rows: judgedRows(rows), handlers: judgedHandlers() };
    case 'setup-judge':
      return {
        view: setupView({
          draft: { ...draft, task: { type: 'text', same: { by: 'judge' } }, judge: { model: 'gpt-5-mini' } },
        }),
        rows,
      };
    case 'paused-at-requests': {
      const sent = stateAfter(profiledRows(100)).progress!.callsDone;
      const formatted = sent.toLocaleString('en');
      const unpriced = profiledRows(100).flatMap((event): RunEvent[] => {
        if (event.type === 'run-started') {
          const { budgetUsd: _, ...started } = event;
          return [{ ...started, mostRequests: sent }];
        }
        if (event.type !== 'progressed') return event.type === 'forecast-made' ? [] : [event];
        const { spentUsd: _, referenceUsd: __, ...rest } = event;
        return [rest];
      });
      const message = `The cap of ${formatted} requests is reached: ${formatted} requests sent.`;
      return { view: runView([...unpriced, { type: 'run-paused', reason: 'requests', message }]), rows };
    }
    case 'side-by-side':
    case 'finished':
      return { view: runView(events), rows };
    case 'failed': {
      const failures = Array.from({ length: 23 }, (_, i): RunEvent => ({
        type: 'row-failed',
        row: 17 + i * 191,
        model: i % 4 === 0 ? 'gpt-5-mini' : 'gpt-5',
        kind: i % 4 === 0 ? 'refused' : 'server',
        message:
          i % 4 === 0
            ? 'The model refused to answer (content filter).'
            : 'The server answered 503 five times; gave up after 41 s.',
      }));
      const finished = events.at(-1)!;
      const ended: RunEvent =
        finished.type === 'run-finished'
          ? {
              ...finished,
              failedRows: 23,
              failedBecause: [
                { cause: 'The server answered 503 five times; gave up after 41 s.', rows: 17 },
                { cause: 'The model refused to answer (content filter).', rows: 6 },
              ],
              promise: { ...finished.promise, covered: 4977 },
            }
          : finished;
      return { view: runView([...events.slice(0, -1), ...failures, ended]), rows };
    }
  }
}
