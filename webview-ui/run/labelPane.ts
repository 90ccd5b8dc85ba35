// A run that waits for a person's labels: one row at a time, by keyboard. Blind: nothing that a model said is in the page. What is shown is the host's word,
// so a reload goes on at the same row.
import type { RunState } from '../../src/engine/runState';
import type { Labelling } from '../../src/protocol';
import { fill, h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { section } from '../section';
import { button, textField } from '../toolkit';
import { labelKeys } from './labelKeys';

export type LabelPane = {
  readonly element: HTMLElement;
  readonly update: (state: RunState, isRunning: boolean) => void;
  readonly dispose: () => void;
};

export function createLabelPane(panel: Panel): LabelPane {
  const { t } = panel;
  const { element, body } = section(t.labelRows, { class: 'pane wide labelling', hint: t.labelHint });
  element.hidden = true;
  const progress = h('p', { class: 'label-progress', role: 'status' });
  const question = h('div', { class: 'label-question' });
  let shown: Labelling | undefined;
  let note = '';
  let isWaiting = false;
  /** Of the round that is shown; undefined: none is. */
  let round: RunState['labelsWanted'];

  /** One request at a time: a second press would label a row that nobody has read. */
  const change = (request: () => Promise<Labelling>) => {
    if (isWaiting) return;
    isWaiting = true;
    void panel
      .attempt(request())
      .then((next) => {
        if (next) draw(next);
      })
      .finally(() => {
        isWaiting = false;
      });
  };
  const label = (given: string | undefined) => {
    const row = shown?.next?.row;
    if (row === undefined) return;
    const remark = note.trim();
    change(() =>
      panel.ask('labelRow', {
        row,
        ...(given !== undefined && { label: given }),
        ...(remark !== '' && { note: remark }),
      }),
    );
  };
  const skip = () => {
    const row = shown?.next?.row;
    if (row !== undefined) change(() => panel.ask('skipLabel', { row }));
  };
  const undo = () => {
    if (shown && shown.labelled > 0) change(() => panel.ask('undoLabel', {}));
  };
  const takeUp = () => {
    if (isWaiting) return;
    isWaiting = true;
    void panel.attempt(panel.ask('takeLabels', {})).finally(() => {
      isWaiting = false;
    });
  };
  const toNote = () => {
    question.querySelector<HTMLElement>('.label-note')?.focus();
  };

  const draw = (now: Labelling) => {
    const isOther = shown?.next?.row !== now.next?.row;
    if (isOther) note = '';
    shown = now;
    progress.textContent = progressOf(panel, now);
    fill(
      question,
      ...(now.next
        ? rowOf(panel, now, { label, skip, undo, note: (text) => (note = text) })
        : doneOf(panel, now, takeUp, undo)),
    );
    if (!isOther) return;
    const first = now.next ? (now.labels ? '.label-row' : '.label-field') : 'vscode-button';
    question.querySelector<HTMLElement>(first)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (element.hidden || !shown?.next || isTyping(event)) return;
    const act = labelKeys(event, shown.labels);
    if (!act) return;
    event.preventDefault();
    if (act.type === 'label') label(act.label);
    else ({ skip, undo, note: toNote })[act.type]();
  };
  document.addEventListener('keydown', onKey);

  const show = async () => {
    const now = await panel.attempt(panel.ask('labelling', {}));
    if (!now) return;
    fill(
      body,
      naming(panel, now, (by) => void panel.attempt(panel.ask('nameLabeller', { by }))),
      progress,
      question,
    );
    element.hidden = false;
    draw(now);
  };
  return {
    element,
    update: ({ phase, paused, labelsWanted }, isRunning) => {
      const wanted = phase === 'paused' && paused?.reason === 'labels' && !isRunning ? labelsWanted : undefined;
      if (wanted === round) return;
      round = wanted;
      element.hidden = true;
      shown = undefined;
      if (wanted) void show();
    },
    dispose: () => {
      document.removeEventListener('keydown', onKey);
    },
  };
}

/** Whether the key belongs to a field or a button: letters are typed there, and Enter presses. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function progressOf({ t, format }: Panel, { given, expected, free, labelled, roundRows }: Labelling): string {
  const whole =
    expected === undefined || free === undefined
      ? say(t.labelProgressOpen, { given: format.count(given) })
      : say(t.labelProgress, {
          given: format.count(given),
          expected: format.count(expected),
          free: format.count(free),
        });
  const round = say(t.labelRound, { labelled: format.count(labelled), rows: format.count(roundRows) });
  return `${whole} ${round}`;
}

function naming({ t }: Panel, { by = '' }: Labelling, name: (by: string) => void): HTMLElement {
  const field = textField({ label: t.labeller, value: by, class: 'labeller', onInput: () => undefined });
  field.addEventListener('change', () => {
    name(field.value);
  });
  return h('div', { class: 'label-naming' }, h('span', { class: 'caption', 'aria-hidden': 'true' }, t.labeller), field);
}

type Acts = {
  readonly label: (label: string | undefined) => void;
  readonly skip: () => void;
  readonly undo: () => void;
  readonly note: (text: string) => void;
};

function rowOf(panel: Panel, { next, labels, labelled }: Labelling, acts: Acts): Child[] {
  const { t, format } = panel;
  const { row, cells, isPutOff } = next!;
  const name = say(t.rowNumber, { row: format.count(row + 1) });
  return [
    h(
      'div',
      { class: 'own-check-row label-row', tabindex: 0, role: 'region', 'aria-label': name },
      h('h3', {}, name),
      isPutOff && h('p', { class: 'sub' }, t.putOff),
      h('dl', { class: 'cells' }, ...cells.flatMap(({ column, text }) => [h('dt', {}, column), h('dd', {}, text)])),
    ),
    h(
      'div',
      { class: 'own-check-choices', role: 'group', 'aria-label': t.whichLabel },
      h('span', { class: 'caption' }, t.whichLabel),
      ...(labels ? labels.map((label, at) => choice(label, at, acts)) : typed(panel, acts)),
      button(labels ? `0 ${t.cannotTell}` : t.cannotTell, () => {
        acts.label(undefined);
      }),
      button(t.skipRow, acts.skip),
      labelled > 0 && button(t.takeBack, acts.undo, { class: 'take-back' }),
    ),
    h(
      'div',
      { class: 'label-naming' },
      h('span', { class: 'caption', 'aria-hidden': 'true' }, t.labelNote),
      textField({ label: t.labelNote, value: '', class: 'label-note', onInput: acts.note }),
    ),
    h('p', { class: 'sub' }, labels ? t.labelKeys : t.labelKeysText),
  ];
}

function choice(label: string, at: number, { label: give }: Acts): HTMLElement {
  return button(at < 9 ? `${String(at + 1)} ${label}` : label, () => {
    give(label);
  });
}

/** A label of the person's own words. */
function typed({ t }: Panel, { label }: Acts): Child[] {
  const field = textField({ label: t.yourLabel, value: '', class: 'label-field', onInput: () => undefined });
  const keep = () => {
    if (field.value.trim() !== '') label(field.value.trim());
  };
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') keep();
  });
  return [field, button(t.keepLabel, keep, { kind: 'primary' })];
}

function doneOf({ t }: Panel, { labelled }: Labelling, takeUp: () => void, undo: () => void): Child[] {
  return [
    h('p', {}, t.roundDone),
    h(
      'div',
      { class: 'own-check-choices' },
      button(t.continueRun, takeUp, { kind: 'primary' }),
      labelled > 0 && button(t.takeBack, undo, { class: 'take-back' }),
    ),
  ];
}
