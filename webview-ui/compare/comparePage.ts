// Two runs of the same rows side by side: what was asked, what it cost and promises, and the rows whose answers changed.
import type { ComparedRun, RunComparison } from '../../src/engine/report/compareRuns';
import { promiseClauses } from '../../src/engine/promise/clauses';
import { savedShare } from '../../src/engine/report/savings';
import { h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Page, Panel } from '../panel';
import { promiseNodes } from '../promiseWords';
import { section } from '../section';
import { createChangedRows } from './changedRows';

export function createComparePage(panel: Panel, comparison: RunComparison): Page {
  const { t } = panel;
  const { dataset, before, after } = comparison;
  const facts = section(t.compareFacts, { class: 'pane wide' });
  facts.body.append(
    h('p', {}, differenceSentence(panel, comparison)),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t.compareFacts },
      h(
        'table',
        { class: 'sheet compare-facts' },
        h('caption', { class: 'visually-hidden' }, t.compareFacts),
        h(
          'thead',
          {},
          h('tr', {}, h('td', {}), h('th', { scope: 'col' }, t.earlierRun), h('th', { scope: 'col' }, t.laterRun)),
        ),
        h('tbody', {}, ...factRows(panel, before, after)),
      ),
    ),
  );
  return {
    element: h(
      'div',
      { class: 'page run comparison' },
      h(
        'header',
        { class: 'page-head' },
        h('h1', { tabindex: -1, 'data-first': true }, say(t.compareTitle, { name: dataset })),
        h('p', { class: 'hint' }, changeSentence(panel, comparison)),
      ),
      h('main', {}, facts.element, createChangedRows(panel, comparison)),
    ),
  };
}

function factRows(panel: Panel, before: ComparedRun, after: ComparedRun): HTMLElement[] {
  const { t, format } = panel;
  const row = (name: string, cell: (run: ComparedRun) => readonly Child[]) =>
    h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, ...cell(before)), h('td', {}, ...cell(after)));
  const begun = new Intl.DateTimeFormat(format.locale, { dateStyle: 'medium', timeStyle: 'short' });
  return [
    row(t.begun, ({ createdAt }) => [begun.format(new Date(createdAt))]),
    row(t.spentInAll, ({ costs }) => [format.money(costs.spentUsd)]),
    row(t.referenceAlone, ({ costs }) => [format.money(costs.referenceUsd)]),
    row(t.saved, ({ costs }) => [format.measured(savedShare(costs))]),
    row(t.promised, ({ promise }) => promiseNodes(panel, promiseClauses(promise))),
    row(t.compared.threshold, ({ promise }) => [format.share(promise.accuracy)]),
    row(t.compared.confidence, ({ promise }) => [format.share(promise.confidence)]),
    row(t.compared.rows, ({ rows }) => [format.count(rows)]),
    row(t.filters.failed, ({ failedRows }) => [format.count(failedRows)]),
    row(t.compared.models, ({ models }) => [models.join(', ')]),
    row(t.compared.reference, ({ reference }) => [reference]),
    row(t.compared.strategy, ({ strategy }) => [strategy]),
    row(t.compared.prompt, ({ prompt }) => [h('span', { class: 'compare-prompt' }, prompt)]),
  ];
}

function differenceSentence({ t, format }: Panel, { differences, before, after, rows }: RunComparison): string {
  if (differences.length === 0) return t.askedAlike;
  const names = new Intl.ListFormat(format.locale, { type: 'conjunction' });
  const differ = say(t.askedDifferently, { what: names.format(differences.map((name) => t.compared[name])) });
  if (!differences.includes('rows')) return differ;
  const counts = { before: format.count(before.rows), after: format.count(after.rows), rows: format.count(rows) };
  return `${differ} ${say(t.rowsCompared, counts)}`;
}

function changeSentence({ t, format }: Panel, comparison: RunComparison): string {
  const { rows, same, changed, onlyBefore, onlyAfter } = comparison;
  const sentences = [
    say(t.changedOf, { rows: format.count(rows), changed: format.count(changed), same: format.count(same) }),
  ];
  if (onlyBefore > 0) sentences.push(say(t.onlyEarlier, { count: format.count(onlyBefore) }));
  if (onlyAfter > 0) sentences.push(say(t.onlyLater, { count: format.count(onlyAfter) }));
  return sentences.join(' ');
}
