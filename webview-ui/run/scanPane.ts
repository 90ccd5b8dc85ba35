// What a scan found: what a run would cost at several thresholds and who would answer, which groups of rows the cheaper models cannot have, and the
// ways on: start, change the prompt, leave a model out.
import type { ScanForecast } from '../../src/engine/certified/scanning';
import type { ScanExample, ScanGroup, ScanTrait } from '../../src/engine/certified/scanGroups';
import type { RunState } from '../../src/engine/runState';
import type { ScanTold } from '../../src/protocol';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { section } from '../section';
import { button } from '../toolkit';

type Started = NonNullable<RunState['started']>;

export type ScanPane = { readonly element: HTMLElement; readonly update: (state: RunState) => void };

export function createScanPane(panel: Panel): ScanPane {
  const { t } = panel;
  const { element, body } = section(t.scanFound, { class: 'pane wide scan' });
  element.hidden = true;
  let isAsked = false;
  return {
    element,
    update: ({ phase, paused, started }) => {
      const isDone = phase === 'paused' && paused?.reason === 'scanned';
      element.hidden = !isDone;
      if (!isDone) isAsked = false;
      if (!isDone || isAsked || !started) return;
      isAsked = true;
      void panel.attempt(panel.ask('scan', {})).then((scan) => {
        // What cannot be read is told; the run can still be gone on with.
        fill(
          body,
          ...(scan ? forecastParts(panel, scan, started) : []),
          ...waysOn(panel, scan, started),
          ...(scan ? groupParts(panel, scan) : []),
        );
      });
    },
  };
}

function forecastParts(panel: Panel, scan: ScanTold, { accuracy }: Started): Child[] {
  const { t, format } = panel;
  const { plannedRows, rows, spentUsd, forecast } = scan;
  const figures = { planned: format.count(plannedRows), rows: format.count(rows), spent: format.money(spentUsd) };
  const head = h('p', {}, say(t.scanned, figures));
  if (forecast.length === 0) return [head, h('p', { class: 'status invalid' }, icon('warning'), t.scanUnreadable)];
  return [
    head,
    h(
      'ul',
      { class: 'forecasts', 'aria-label': t.scanForecast },
      ...forecast.map((one) => forecastLine(panel, one, one.accuracy === accuracy)),
    ),
    h('p', { class: 'hint' }, say(t.scanHint, { planned: format.count(plannedRows) })),
    h('p', {}, doubtWords(panel, scan)),
  ];
}

/** What the reference's own doubt says of the best that any candidate can do. */
function doubtWords({ t, format }: Panel, { ownDoubt }: ScanTold): string {
  if (!ownDoubt) return t.scanDoubtUnknown;
  const { rows, share, low, high, from } = ownDoubt;
  const figures = {
    ...{ share: format.portion(share), low: format.portion(low), high: format.portion(high) },
    ...{ rows: format.count(rows), by: t.scanDoubtBy[from] },
  };
  return say(figures.low === figures.high ? t.scanDoubtSharp : t.scanDoubt, figures);
}

function groupParts(panel: Panel, { groups }: ScanTold): Child[] {
  const { t } = panel;
  if (groups.length === 0) return [];
  return [
    h('h3', {}, t.scanGroups),
    h('p', { class: 'hint' }, t.scanGroupsHint),
    h('ul', { class: 'scan-groups' }, ...groups.map((group) => groupLine(panel, group))),
  ];
}

function forecastLine({ t, format }: Panel, forecast: ScanForecast, isWanted: boolean): HTMLElement {
  const { accuracy, expectedUsd, lowUsd, highUsd, referenceUsd, byModel } = forecast;
  const saved = referenceUsd > 0 ? 1 - expectedUsd / referenceUsd : 0;
  const shares = Object.entries(byModel).map(([id, share]) => `${id} ${format.portion(share)}`);
  return h(
    'li',
    { class: `scan-forecast ${isWanted ? 'chosen' : ''}` },
    h('strong', { class: 'figure' }, format.share(accuracy)),
    h(
      'div',
      { class: 'forecast-words' },
      h(
        'p',
        {},
        h('span', { class: 'figure medium-figure' }, format.money(expectedUsd)),
        h('span', { class: 'sub' }, ` ${say(t.range, { low: format.money(lowUsd), high: format.money(highUsd) })} · `),
        h(
          'span',
          { class: 'sub' },
          saved > 0
            ? say(t.scanSaves, { share: format.portion(saved), reference: format.money(referenceUsd) })
            : say(t.scanSavesNothing, { reference: format.money(referenceUsd) }),
        ),
      ),
      h('p', { class: 'sub' }, say(t.scanAnswers, { models: shares.join(', ') })),
      isWanted && h('p', { class: 'sub' }, t.scanWanted),
    ),
  );
}

function groupLine(panel: Panel, { trait, name, planned, agreement, rows, examples }: ScanGroup): HTMLElement {
  const { t, format } = panel;
  const words = h(
    'span',
    {},
    h('strong', {}, traitWords(panel, trait) ?? name),
    ` ${say(t.scanGroup, {
      agreement: format.portion(agreement),
      planned: format.count(planned),
      rows: format.count(rows),
    })}`,
  );
  if (examples.length === 0) return h('li', {}, words);
  return h(
    'li',
    {},
    h(
      'details',
      {},
      h('summary', {}, words),
      h('ul', { class: 'scan-examples' }, ...examples.map((example) => exampleLine(panel, example))),
    ),
  );
}

function exampleLine({ t, format }: Panel, { row, model, answer, reference }: ScanExample): HTMLElement {
  const figures = { row: format.count(row), model, answer: answer ?? t.scanUnread, reference };
  return h('li', {}, say(t.scanExample, figures));
}

/** Undefined: of a later version. */
function traitWords({ t, format }: Panel, trait: ScanTrait): string | undefined {
  switch (trait.kind) {
    case 'answers':
      return say(t.scanTraits.answers, { model: trait.model, answer: trait.answer });
    case 'unreadable':
      return say(t.scanTraits.unreadable, { model: trait.model });
    case 'short':
      return say(t.scanTraits.short, { most: format.count(trait.most) });
    case 'long':
      return say(t.scanTraits.long, { most: format.count(trait.moreThan) });
    case 'word':
      return say(t.scanTraits.word, { word: trait.word });
    case 'disagree':
    case 'agree':
      return t.scanTraits[trait.kind];
    default:
      return undefined;
  }
}

function waysOn(panel: Panel, scan: ScanTold | undefined, { models, reference, accuracy }: Started): Child[] {
  const { t } = panel;
  const shares = scan?.forecast.find((one) => one.accuracy === accuracy)?.byModel;
  const candidates = models.filter((id) => id !== reference);
  // With none left there would be nothing to save.
  const dispensable = candidates.length > 1 && shares ? candidates.filter((id) => !(id in shares)) : [];
  return [
    h(
      'div',
      { class: 'actions' },
      button(t.scanStart, () => void panel.attempt(panel.ask('resumeRun', {})), {
        kind: 'primary',
        icon: icon('play'),
      }),
      button(t.scanPrompt, () => void panel.attempt(panel.ask('newRun', { changesPrompt: true })), {
        icon: icon('pencil'),
      }),
    ),
    ...(candidates.length > 1
      ? [
          h(
            'div',
            { class: 'actions scan-without', role: 'group', 'aria-label': t.scanLeaveOut },
            h('span', { class: 'caption' }, t.scanLeaveOut),
            ...candidates.map((without) => {
              const isIdle = dispensable.includes(without);
              return button(
                isIdle ? say(t.scanIdle, { model: without }) : without,
                () => void panel.attempt(panel.ask('newRun', { without })),
                { icon: icon('cross'), ...(!isIdle && { label: say(t.scanWithout, { model: without }) }) },
              );
            }),
          ),
          h('p', { class: 'hint' }, t.scanWaysHint),
        ]
      : []),
  ];
}
