// What it will cost: low, expected and high beside the reference alone, profiling and applying apart, what is paid already, and the cap that is never passed.
import type { Estimate, SetupFeedback } from '../../src/protocol';
import { fill, freshId, h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { field, section } from '../section';
import { textField } from '../toolkit';
import { rangeBar } from '../charts/rangeBar';
import { earlierRunField } from './earlierRunField';
import { whenChanged, type Form } from './form';
import { parseMoney } from './parseAmount';
import { problemList } from './problemList';

export function costCard(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const figures = h('div', { class: 'estimate' });
  const parts = h('div', { class: 'estimate' });
  const basis = h('p', { class: 'hint sentence' });
  form.watch(
    whenChanged(
      () => {
        const { estimate, requests } = form.feedback();
        const { budgetUsd: cap, mostRequests } = form.draft();
        return { estimate, requests, cap, mostRequests, isSettled: form.isSettled(), of: form.referenceId() };
      },
      ({ estimate, requests, cap, mostRequests, isSettled }) => {
        for (const one of [figures, parts]) one.classList.toggle('stale', !isSettled);
        basis.hidden = estimate === undefined;
        basis.textContent = estimate === undefined ? '' : panel.estimateWords(estimate.notes);
        fill(
          figures,
          ...(estimate
            ? estimateFigures(panel, estimate, cap)
            : [h('p', { class: 'empty' }, withoutDollars(panel, requests, mostRequests))]),
        );
        parts.hidden = estimate === undefined;
        fill(parts, ...(estimate ? estimateParts(panel, estimate, form.referenceId()) : []));
      },
    ),
  );
  const noteId = freshId('note');
  const note = h('p', { class: 'hint', id: noteId }, t.capHint);
  const { budgetUsd } = form.draft();
  const cap = textField({
    label: t.cap,
    value: budgetUsd === undefined ? '' : String(budgetUsd),
    placeholder: t.noCap,
    class: 'money',
    end: 'US$',
    describedBy: noteId,
    onInput: (text) => {
      const value = parseMoney(text);
      note.className = value === null ? 'hint error' : 'hint';
      note.textContent = value === null ? t.moneyWanted : t.capHint;
      form.setWrong('budgetUsd', value === null ? `${t.cap}: ${t.moneyWanted}` : undefined);
      if (value !== null) form.change({ budgetUsd: value });
    },
  });
  return section(
    t.cost,
    { class: 'card' },
    figures,
    field(t.cap, cap, note),
    problemList(panel, form, ['budget']),
    parts,
    earlierRunField(panel, form),
    basis,
  ).element;
}

function withoutDollars({ t, format }: Panel, requests: SetupFeedback['requests'], most: number | undefined): string {
  if (!requests) return t.noEstimate;
  const range = { low: format.count(requests.low), high: format.count(requests.high) };
  return most === undefined
    ? say(t.requestRange, range)
    : say(t.requestRangeCapped, { ...range, cap: format.count(most) });
}

function estimateFigures({ t, format }: Panel, estimate: Estimate, cap: number | undefined): Child[] {
  const { total, referenceUsd } = estimate;
  // A run never costs more than its cap: that is its high end.
  const isCapped = cap !== undefined && total.expectedUsd < cap && cap < total.highUsd;
  const ends = { low: format.money(total.lowUsd), high: format.money(isCapped ? cap : total.highUsd) };
  const range = say(isCapped ? t.rangeToCap : t.range, ends);
  return [
    h(
      'p',
      { class: 'big-figure' },
      h('span', { class: 'figure' }, format.money(total.expectedUsd)),
      h('span', { class: 'sub' }, `${t.expected} · ${range}`),
    ),
    rangeBar({
      ...total,
      ...(isCapped && { highUsd: cap }),
      label: say(t.estimateSentence, {
        low: format.money(total.lowUsd),
        expected: format.money(total.expectedUsd),
        high: format.money(total.highUsd),
        reference: format.money(referenceUsd),
      }),
      marks: [
        { usd: referenceUsd, text: t.referenceAlone, kind: 'reference' },
        { usd: cap, text: t.capShort, kind: 'cap' },
      ],
    }),
    isCapped && h('p', { class: 'hint' }, say(t.mayReachCap, { high: format.money(total.highUsd) })),
  ];
}

function estimateParts({ t, format }: Panel, estimate: Estimate, reference = t.theReference): Child[] {
  const { total, profiling, applying, repeating, judging, referenceUsd } = estimate;
  const saved = referenceUsd === undefined ? undefined : referenceUsd - total.expectedUsd;
  const line = (name: Child, usd: string, kind = '') =>
    h('div', { class: `line ${kind}` }, h('dt', {}, mark(kind), name), h('dd', { class: 'figure' }, usd));
  const mark = (kind: string) =>
    kind === 'reference' && h('span', { class: 'legend-mark reference', 'aria-hidden': 'true' });
  return [
    h(
      'dl',
      { class: 'lines' },
      profiling && line(t.profiling, format.money(profiling.expectedUsd)),
      applying && line(t.applying, format.money(applying.expectedUsd)),
      repeating && line(t.repeating, format.money(repeating.expectedUsd)),
      judging && line(t.judging, format.money(judging.expectedUsd)),
      line(t.referenceAlone, format.money(referenceUsd), 'reference'),
      saved !== undefined &&
        saved > 0 &&
        line(t.expectedSaving, `${format.money(saved)} (${format.portion(saved / referenceUsd!)})`, 'total'),
    ),
    saved !== undefined &&
      saved <= 0 &&
      h('p', { class: 'hint' }, referenceUsd === 0 ? say(t.freeReference, { reference }) : t.noSavingInSight),
  ];
}
