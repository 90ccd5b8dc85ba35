// Setting up a run: one form at the left, and at the right (below, when narrow) what it comes to: the promise, the cost, and the start.
import { isAccuracyPromised } from '../../src/engine/job';
import type { SetupState } from '../../src/protocol';
import { fill, freshId, h } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Page, Panel } from '../panel';
import { section } from '../section';
import { button } from '../toolkit';
import { costCard } from './costCard';
import { datasetSection } from './datasetSection';
import { isUnbounded } from './filterFields';
import { createForm, whenChanged, type Form } from './form';
import { ladderSection } from './ladderSection';
import { moreSection } from './moreSection';
import { partNotice } from './partNotice';
import { problemList } from './problemList';
import { promiseCard } from './promiseCard';
import { promptEditor } from './promptEditor';
import { renderedPreview } from './renderedPreview';
import { taskSection } from './taskSection';
import { trialSection } from './trialSection';

export function createSetupPage(panel: Panel, setup: SetupState): Page {
  const { t } = panel;
  const form = createForm(panel, setup);
  const problemsId = freshId('problems');
  const prompt = section(
    t.prompt,
    { hint: t.promptHint },
    promptEditor(panel, form, problemsId),
    problemList(panel, form, ['prompt', 'dataset'], problemsId),
    renderedPreview(panel, form),
  );
  prompt.aside.append(
    button(t.earlierPrompts, () => {
      void panel.attempt(panel.ask('pickPrompt', { draft: form.draft() }));
    }),
  );
  const element = h(
    'div',
    { class: 'page setup' },
    h('header', { class: 'page-head' }, h('h1', {}, say(t.setupTitle, { name: setup.dataset.name }))),
    h(
      'div',
      { class: 'setup-columns' },
      h(
        'main',
        { class: 'setup-main' },
        datasetSection(panel, form, setup.part && partNotice(panel, form, setup.part, setup.dataset)),
        prompt.element,
        taskSection(panel, form),
        ladderSection(panel, form),
        trialSection(panel, form, setup.tryAtOnce),
        moreSection(panel, form),
      ),
      h('aside', { class: 'setup-side', 'aria-label': t.summary }, ...sideParts(panel, form)),
    ),
  );
  return { element, dispose: form.dispose, hearModels: form.setModels };
}

/** The promise, the cost and what comes of it, which scroll; below them the start, and in words what still stands in its way. */
function sideParts(panel: Panel, form: Form): HTMLElement[] {
  const { t, format } = panel;
  const noteId = freshId('start');
  const note = h('p', { class: 'hint', id: noteId });
  let isStarting = false;
  const go = (until?: 'plan') => {
    isStarting = true;
    update();
    void panel.attempt(panel.ask('startRun', { draft: form.draft(), ...(until && { until }) })).then(() => {
      isStarting = false;
      update();
    });
  };
  const start = button(
    t.start,
    () => {
      go();
    },
    { kind: 'primary', icon: icon('play'), class: 'start' },
  );
  const scanNoteId = freshId('scan');
  const scanNote = h('p', { class: 'hint', id: scanNoteId });
  const scan = button(
    t.scanFirst,
    () => {
      go('plan');
    },
    { icon: icon('search'), class: 'scan' },
  );
  scan.setAttribute('aria-describedby', scanNoteId);
  start.setAttribute('aria-describedby', noteId);
  const result = h('p', { class: 'hint result-note' });
  form.watch(
    whenChanged(
      () => form.feedback().result,
      (told) => {
        result.hidden = told === undefined;
        if (told !== undefined) fill(result, say(t.resultNote, { file: told.file, columns: told.columns.join(', ') }));
      },
    ),
  );
  const update = () => {
    const obstacle = obstacleOf(panel, form);
    start.disabled = obstacle !== undefined || isStarting;
    // A disabled button takes no focus, so whoever points at it is told as well.
    start.title = obstacle ?? '';
    const { strategy } = form.draft();
    const isScannable = strategy === 'certified' && isAccuracyPromised(form.draft());
    scan.disabled = start.disabled || !isScannable;
    scan.title = isScannable ? (obstacle ?? t.scanNote) : t.scanNotHere;
    fill(scanNote, isScannable ? t.scanNote : t.scanNotHere);
    note.className = obstacle === undefined || !form.isBegun() ? 'hint' : 'hint obstacle';
    fill(note, obstacle ?? say(t.startNote, { rows: format.count(form.feedback().rows) }));
  };
  form.watch(
    whenChanged(
      () => [
        ...[obstacleOf(panel, form) ?? form.feedback().rows, form.isBegun()],
        ...[form.draft().strategy, isAccuracyPromised(form.draft())],
      ],
      update,
    ),
  );
  return [
    h('div', { class: 'setup-cards' }, promiseCard(panel, form), costCard(panel, form), result, scanNote),
    h('div', { class: 'start-card' }, h('div', { class: 'start-buttons' }, start, scan), note),
  ];
}

function obstacleOf({ t }: Panel, form: Form): string | undefined {
  const wrong = form.wrong();
  if (wrong !== undefined) return wrong;
  const { models, prompt, task } = form.draft();
  if (prompt.trim() === '') return t.needsPrompt;
  if (task.type === 'labels' && task.labels.length < 2) return t.needsLabels;
  if (models.length === 0) return t.needsModels;
  if (task.type === 'labels' && task.filter && isUnbounded(task.filter)) return t.needsBound;
  const missing = form.models().find(({ id, readiness }) => models.includes(id) && readiness === 'key-missing');
  if (missing) return say(t.needsKey, { model: missing.id });
  return form.feedback().problems.find(({ severity }) => severity === 'error')?.message;
}
