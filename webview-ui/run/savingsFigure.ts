// The headline of a finished run: what it saved against the reference on the distinct rows, in money, or in requests where no price is known or all was free.
// Duplicates are no merit of the choice of models, so what asking them once saved stands apart; a run that cost more than the reference says so.
import type { RunState } from '../../src/engine/runState';
import { reusedOf } from '../../src/engine/reused';
import { wasFree } from '../../src/engine/wasFree';
import { h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';

type Finished = NonNullable<RunState['finished']>;

/** Factors nearer to 1 than this are no saving and no loss. */
const noteworthy = 1.05;

export function savingsFigure(panel: Panel, finished: Finished): HTMLElement {
  const [figure, words, ...notes] =
    finished.spentUsd === undefined || wasFree(finished) ? requestsOf(panel, finished) : moneyOf(panel, finished);
  const reused = reusedOf(finished.perModel);
  return h(
    'div',
    { class: 'savings' },
    h('span', { class: 'huge-figure figure' }, figure),
    h('span', { class: 'savings-words' }, words),
    ...notes.map((note) => h('span', { class: 'sub' }, note)),
    reused > 0 && h('span', { class: 'sub' }, say(panel.t.answersReused, { count: panel.format.count(reused) })),
  );
}

function moneyOf({ t, format }: Panel, { spentUsd, referenceUsd, duplicatesUsd, promise }: Finished): Child[] {
  const words = { spent: format.money(spentUsd), reference: format.money(referenceUsd), model: promise.reference };
  const extra = duplicatesUsd !== undefined && say(t.duplicatesSaved, { saved: format.money(duplicatesUsd) });
  const duplicates = extra === false ? [] : [extra];
  const factor = spentUsd! > 0 && referenceUsd !== undefined ? referenceUsd / spentUsd! : undefined;
  if (factor === undefined) return [format.money(spentUsd), t.spentInAll, ...duplicates];
  const instead = say(t.insteadOf, words);
  if (factor >= noteworthy) return [format.factor(factor), t.cheaper, instead, ...duplicates];
  if (factor * noteworthy > 1) return [format.money(spentUsd), t.noSaving, instead, ...duplicates];
  const more = say(t.costMore, {
    share: format.share(Math.round((1 / factor - 1) * 100) / 100),
    model: promise.reference,
  });
  return [format.money(spentUsd), more, instead, ...duplicates];
}

function requestsOf({ t, format }: Panel, finished: Finished): Child[] {
  const { perModel, promise } = finished;
  const { reference, rows, distinctRows = rows } = promise;
  const sent = Object.entries(perModel).map(([model, { asked, reused = 0 }]) => ({ model, count: asked - reused }));
  const asked = sent.find(({ model }) => model === reference)?.count ?? 0;
  const each = sent.filter(({ count }) => count > 0);
  const all = each.reduce((sum, { count }) => sum + count, 0);
  const parts = each.map(({ model, count }) => `${model} ${format.count(count)}`).join(', ');
  const words = { model: reference, asked: format.count(asked), all: format.count(distinctRows) };
  return [
    format.count(asked),
    say(asked < distinctRows ? t.askedInstead : t.askedAll, words),
    say(t.requestsInAll, { count: format.count(all), parts }),
    distinctRows < rows
      ? say(t.duplicateRequests, { rows: format.count(rows - distinctRows) })
      : wasFree(finished)
        ? t.wasFree
        : t.noMoney,
  ];
}
