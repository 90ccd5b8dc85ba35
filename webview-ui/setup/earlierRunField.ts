// Which earlier run's answers are taken over: those of the same question are paid already. Shown only where there is such a run.
import type { EarlierRun, SetupFeedback } from '../../src/protocol';
import { fill, h } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { field } from '../section';
import { dropdown } from '../toolkit';
import { whenChanged, type Form } from './form';
import { problemList } from './problemList';

export function earlierRunField(panel: Panel, form: Form): HTMLElement {
  const { t } = panel;
  const place = h('div', { class: 'earlier-run' });
  const note = h('p', { class: 'hint', role: 'status' });
  const problems = problemList(panel, form, ['answersOf']);
  form.watch(
    whenChanged(
      // Which of them is chosen is the dropdown's own matter: drawn anew, it would lose the focus.
      () => {
        const { earlierRuns = [] } = form.feedback();
        const { answersOf } = form.draft();
        const isMissing = answersOf !== undefined && !earlierRuns.some(({ runId }) => runId === answersOf);
        return { earlierRuns, missing: isMissing ? answersOf : undefined };
      },
      ({ earlierRuns, missing }) => {
        place.hidden = earlierRuns.length === 0 && missing === undefined;
        const runs = earlierRuns.map((run) => ({ value: run.runId, text: nameOf(panel, run) }));
        const choices = [
          { value: '', text: t.noEarlierRun },
          ...runs,
          ...(missing === undefined ? [] : [{ value: missing, text: missing }]),
        ];
        const choice = dropdown({
          label: t.answersOf,
          value: form.draft().answersOf ?? '',
          choices,
          onChange: (runId) => {
            form.change({ answersOf: runId === '' ? undefined : runId });
          },
        });
        const isFocused = place.contains(document.activeElement);
        fill(place, field(t.answersOf, choice, note), problems);
        if (isFocused) choice.focus();
      },
    ),
  );
  form.watch(
    whenChanged(
      () => {
        const { takenOver, estimate } = form.feedback();
        return { takenOver, isChosen: form.draft().answersOf !== undefined, estimate };
      },
      ({ takenOver, isChosen, estimate }) => {
        fill(note, isChosen && takenOver ? worth(panel, takenOver, estimate) : t.answersOfHint);
      },
    ),
  );
  return place;
}

function nameOf({ format }: Panel, { createdAt, strategy, accuracy }: EarlierRun): string {
  return [format.time(createdAt), strategy, format.share(accuracy)].join(' · ');
}

function worth(
  { t, format }: Panel,
  { answers, usd }: NonNullable<SetupFeedback['takenOver']>,
  estimate: SetupFeedback['estimate'],
): string {
  const count = format.count(answers);
  if (usd === undefined) return say(t.takenOver, { answers: count });
  const isOpen = estimate !== undefined && estimate.total.lowUsd < estimate.total.expectedUsd;
  return say(isOpen ? t.takenOverAtBest : t.takenOverWorth, { answers: count, usd: format.money(usd) });
}
