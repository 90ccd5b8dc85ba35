// The host of the harness: answers the panel's requests from data in memory through the real rpc, with real prompt checks, and records
// what was asked. Knows nothing of the browser.
import type { AnswerTable } from '../../../src/engine/answerTable';
import { makePrompt } from '../../../src/engine/prompt/template';
import { emptyRunState, foldEvent, type RunState } from '../../../src/engine/runState';
import type { RunEvent } from '../../../src/engine/events';
import { clopperPearson } from '../../../src/engine/stats/clopperPearson';
import { allowedDeviations, deliveryReasons, type Delivery } from '../../../src/engine/strategy';
import type {
  DatasetPreview,
  Draft,
  ModelChoice,
  OwnCheck,
  PanelNews,
  PanelRequests,
  PanelView,
  ResultRow,
  SetupFeedback,
  SetupState,
} from '../../../src/protocol';
import { requestParsers } from '../../../src/protocol/requestParsers';
import { createAnsweringEnd, Refusal, type AnsweringEnd, type RequestHandlers, type Transport } from '../../../src/rpc';
import { fakeAudit } from './fakeAudit';
import { fakeLabels } from './fakeLabels';
import { fakeRows } from './fakeRows';
import { scanTold } from './fakeScan';
import { ladder } from './recordedRun';

export type Asked = {
  readonly [M in keyof PanelRequests]: { readonly method: M; readonly params: PanelRequests[M]['params'] };
}[keyof PanelRequests];
export type FakeHost = AnsweringEnd<PanelNews> & {
  readonly asked: Asked[];
  readonly of: <M extends keyof PanelRequests>(method: M) => PanelRequests[M]['params'][];
};

const texts = [
  'Great value for the price, and it arrived two days early. The battery easily lasts a full week of daily use.',
  'Stopped working after three weeks. Support never answered any of my four e-mails.',
  'It does what it says, though the manual is a joke. I would buy it again, but only on sale.',
  'Not bad at all, which from me is high praise.',
  'My daughter loves it; the dog has already eaten the cable.',
  'Too loud, too heavy and the colour is nothing like the picture.',
];
export const textOf = (row: number): string => texts[row % texts.length]!;

export const dataset: DatasetPreview = {
  name: 'reviews.csv',
  source: 'file:///data/reviews.csv',
  rowCount: 5000,
  columns: [
    { name: 'id', type: 'number', emptyCells: 0 },
    { name: 'text', type: 'text', emptyCells: 0 },
    { name: 'stars', type: 'number', emptyCells: 12, fewValues: ['1', '2', '3', '4', '5'] },
    { name: 'sentiment', type: 'text', emptyCells: 0, fewValues: ['positive', 'negative'] },
    { name: 'posted at', type: 'date', emptyCells: 0 },
  ],
  rows: [0, 1, 2, 3, 4].map((row) => [
    String(10481 + row * 7),
    textOf(row),
    String(5 - (row % 5)),
    row % 2 === 0 ? 'positive' : 'negative',
    `2026-03-0${String(row + 1)}`,
  ]),
  problems: ['Line 812 has 6 cells where the heading has 5; the surplus cell is kept as it stands.'],
  reading: { encoding: { name: 'utf-8', isGuessed: false, cells: [] } },
};

export const choices: readonly ModelChoice[] = [
  {
    id: 'gpt-5-nano',
    provider: 'openai',
    destination: 'api.openai.com',
    price: '$0.05 in, $0.40 out per million tokens',
    usdPerThousandRows: 0.031,
    readiness: 'ready',
  },
  {
    id: 'claude-haiku-4-5',
    provider: 'anthropic',
    destination: 'api.anthropic.com',
    price: '$1.00 in, $5.00 out per million tokens',
    usdPerThousandRows: 0.14,
    readiness: 'key-missing',
  },
  {
    id: 'gpt-5-mini',
    provider: 'openai',
    destination: 'api.openai.com',
    price: '$0.25 in, $2.00 out per million tokens',
    usdPerThousandRows: 0.19,
    readiness: 'ready',
  },
  { id: 'llama3.2:3b', provider: 'ollama', destination: 'this machine', readiness: 'price-unknown' },
  {
    id: 'gpt-5',
    provider: 'openai',
    destination: 'api.openai.com',
    price: '$1.25 in, $10.00 out per million tokens',
    usdPerThousandRows: 2.6,
    readiness: 'ready',
  },
];

export const draft: Draft = {
  prompt: 'Is this review positive or negative?\n\n{{text}}',
  task: { type: 'labels', labels: ['positive', 'negative'] },
  models: ['gpt-5-nano', 'gpt-5-mini', 'gpt-5'],
  reference: 'gpt-5',
  accuracy: 0.95,
  confidence: 0.95,
  strategy: 'certified',
  seed: 7,
  budgetUsd: 5,
  out: 'reviews.smart.csv',
  batch: false,
  student: true,
};

export function feedbackOn(now: Draft, data: DatasetPreview = dataset): SetupFeedback {
  const rows = now.limit ?? data.rowCount;
  const columns = data.columns.map(({ name }) => name);
  const { prompt, problems } = makePrompt(now.prompt, columns, now.task);
  const rendered = prompt
    ? data.rows.slice(0, 3).map((cells, index) => {
        const { instruction, content } = prompt.render({ index, get: (column) => cells[columns.indexOf(column)] });
        return `${instruction}\n\n${content}`;
      })
    : [];
  const isPriced = choices.every(({ id, readiness }) => readiness !== 'price-unknown' || !now.models.includes(id));
  const total = { lowUsd: 1.31, expectedUsd: 1.52, highUsd: 2.05 };
  return {
    problems,
    rendered,
    allowed: allowedDeviations(now.accuracy, rows),
    rows,
    result: { file: 'reviews.smart.csv', columns: ['smart_answer', 'smart_model', 'smart_status'] },
    ...(now.reference !== undefined && { referenceId: now.reference }),
    ...(!isPriced && { requests: { low: rows, high: rows * now.models.length } }),
    ...(prompt &&
      isPriced &&
      now.models.length > 0 && {
        estimate: {
          total,
          profiling: { lowUsd: 0.38, expectedUsd: 0.47, highUsd: 0.66 },
          applying: { lowUsd: 0.93, expectedUsd: 1.05, highUsd: 1.39 },
          referenceUsd: 12.97,
          basis: 'Tokens counted with o200k_base. List prices of 2026-11-20.',
          notes: [
            { type: 'counted', encodings: ['o200k_base'] },
            { type: 'list-prices', day: '2026-11-20' },
          ],
        },
      }),
  };
}

export const setupView = (change: Partial<SetupState> = {}): PanelView => {
  const now = change.draft ?? draft;
  return {
    view: 'setup',
    setup: { id: 'fake', dataset, models: choices, draft: now, feedback: feedbackOn(now, change.dataset), ...change },
  };
};

export const stateAfter = (events: readonly RunEvent[]): RunState => events.reduce(foldEvent, emptyRunState);

/** Result rows as a host would page them out of a finished run. */
export function rowsOf(delivery: Delivery, table: AnswerTable): readonly ResultRow[] {
  return Array.from(delivery.model, (model, row): ResultRow => {
    const asked = table.agrees(model < 0 ? 0 : model, row);
    const answer = model < 0 ? undefined : table.textOf(model, row);
    const referenceAnswer = table.textOf(table.reference, row);
    const cheap = [0, 1, 2].filter((candidate) => table.agrees(candidate, row) === false);
    return {
      row,
      preview: textOf(row),
      ...(answer !== undefined && {
        answer,
        model: ladder[model]!.id,
        confidence: table.confidenceOf(model, row),
        costUsd: table.costOf(model, row),
      }),
      ...(referenceAnswer !== undefined && { referenceAnswer, isDeviating: cheap.length > 0 && asked !== undefined }),
      reason: deliveryReasons[delivery.reason[row]!]!,
    };
  });
}

/** Agrees with every label but `negative`. */
function ownCheck(judged: readonly PanelRequests['judgeRow']['params'][], labels: readonly string[]): OwnCheck {
  const told = judged.filter(({ label }) => label !== undefined);
  const agreed = told.filter(({ label }) => label !== 'negative').length;
  const row = judged.length * 37;
  return {
    judged: judged.length,
    checked: told.length,
    agreed,
    ...(told.length > 0 && {
      interval: clopperPearson(agreed, told.length, 0.95),
      reference: { compared: told.length, agreed },
    }),
    confidence: 0.95,
    labels,
    next: { row, cells: [{ column: 'text', text: textOf(row) }] },
  };
}

export function createFakeHost(
  transport: Transport,
  view: () => PanelView,
  rows: readonly ResultRow[],
  own: Partial<RequestHandlers<PanelRequests>> = {},
): FakeHost {
  const asked: Asked[] = [];
  const judged: PanelRequests['judgeRow']['params'][] = [];
  const labels = ['positive', 'negative'];
  const handlers: RequestHandlers<PanelRequests> = {
    ready: view,
    updateDraft: ({ draft: now }) => feedbackOn(now),
    suggestLabels: ({ column }) => ({
      labels: dataset.columns.find(({ name }) => name === column)?.fewValues ?? ['mixed'],
    }),
    tryRows: ({ draft: now }) => ({
      rows: Array.from({ length: 10 }, (_, row) => ({
        row: row * 431,
        cells: [{ column: 'text', text: textOf(row) }],
        rendered: `Is this review positive or negative?\n\n<text>${textOf(row)}</text>`,
        answers: now.models.map((model, index) => {
          const isOff = (row === 2 && index === 0) || (row === 3 && index < 2);
          const isBroken = row === 5 && index === 0;
          return {
            model,
            text: isBroken ? 'Mixed.' : (row % 2 === 0) !== isOff ? 'positive' : 'negative',
            status: isBroken ? ('invalid' as const) : ('valid' as const),
            ...(model !== now.reference && !isBroken && { isEquivalent: !isOff }),
            ...(isBroken && { problem: 'names none of the labels' }),
            inputTokens: 112 + row,
            outputTokens: 3,
            costUsd: [0.0000068, 0.000034, 0.00017][index] ?? 0.0002,
          };
        }),
      })),
    }),
    pickPrompt: () => ({}),
    readAs: () => ({}),
    agreeToPart: () => feedbackOn(draft),
    writeWholeTable: () => ({}),
    startRun: () => ({ isStarted: true }),
    pauseRun: () => ({}),
    resumeRun: () => ({}),
    cancelRun: () => ({}),
    rerunFailed: () => ({}),
    ...fakeRows(rows, textOf),
    changedRows: () => ({ rows: [] }),
    ownCheck: () => ownCheck(judged, labels),
    judgeRow: (judgement) => {
      judged.push(judgement);
      return ownCheck(judged, labels);
    },
    unjudgeRow: () => {
      judged.pop();
      return ownCheck(judged, labels);
    },
    ...fakeAudit({ population: 0, drawn: 0 }),
    overruleVerdict: () => {
      throw new Refusal('No verdict is there to overrule.');
    },
    ...fakeLabels(textOf, labels),
    setKey: ({ provider }) => ({
      models: choices.map((choice) => (choice.provider === provider ? { ...choice, readiness: 'ready' } : choice)),
    }),
    addModel: () => ({
      models: [
        ...choices,
        {
          id: 'gpt-4.1',
          provider: 'openai',
          destination: 'api.openai.com',
          price: '$2.00 in, $8.00 out per million tokens',
          usdPerThousandRows: 1.1,
          readiness: 'ready',
        },
      ],
      added: ['gpt-4.1'],
    }),
    addVariant: ({ beside, change }) => {
      const id = `${beside} (${'rowsPerRequest' in change ? `${String(change.rowsPerRequest)} rows` : change.reasoningEffort})`;
      return { models: [...choices, { ...choices[0]!, id, note: 'asked otherwise' }], added: [id] };
    },
    setPrice: ({ model }) => ({
      models: choices.map((choice) =>
        choice.id === model
          ? { ...choice, readiness: 'ready', price: '$1.00 in, $2.00 out per million tokens' }
          : choice,
      ),
    }),
    openOutput: () => ({}),
    openReport: () => ({}),
    exportReport: () => ({}),
    mend: () => ({}),
    openLog: () => ({}),
    reportProblem: () => ({}),
    newRun: () => ({}),
    scan: () => scanTold,
    processNewRows: () => ({}),
    ...own,
  };
  const listening = Object.fromEntries(
    Object.entries(handlers).map(([method, handler]) => [
      method,
      (params: never) => {
        asked.push({ method, params } as never);
        return (handler as (params: never) => unknown)(params);
      },
    ]),
  ) as unknown as RequestHandlers<PanelRequests>;
  const end = createAnsweringEnd<PanelRequests, PanelNews>(transport, listening, requestParsers, {
    noteOf: (error) => (error instanceof Refusal ? error.note : undefined),
  });
  return {
    ...end,
    asked,
    of: (method) => asked.filter((request) => request.method === method).map(({ params }) => params) as never,
  };
}
