// What the form lets a user promise besides an accuracy: a filter's recall and precision, and a mean loss. What is sent is what the command line makes
// of the same wishes.
import assert from 'node:assert/strict';
import { taskOfOptions, type TaskOptions } from '../../src/engine/task/taskOfOptions';
import type { Task } from '../../src/engine/task/task';
import { draft, setupView } from './harness/fakeHost';
import { until, usePanels } from './harness/usePanels';

describe('panel: promises of the form', function () {
  this.timeout(300_000);
  const open = usePanels();

  const begin = async (task: Task) => {
    const opened = await open({ view: setupView({ draft: { ...draft, task } }) });
    const { page, host } = opened;
    const field = (name: string) => page.locator(`vscode-text-field[aria-label="${name}"] input`);
    return {
      ...{ page, field },
      choose: (text: string) => page.locator('vscode-radio', { hasText: text }).click(),
      promise: async () => (await page.locator('.living').textContent())!,
      /** Waits until the run can be started, or cannot. */
      starts: (can: boolean, why: string) =>
        page
          .locator(can ? 'vscode-button.start:not([disabled])' : 'vscode-button.start[disabled]')
          .waitFor()
          .catch(() => assert.fail(`${can ? 'a start' : 'no start'}: ${why}`)),
      note: page.locator('.start-card .obstacle'),
      /** The draft that was sent is the task of these options. */
      sends: (options: TaskOptions) => {
        const wanted = JSON.stringify(taskOfOptions(options));
        return until(() => JSON.stringify(host.of('updateDraft').at(-1)?.draft.task) === wanted, wanted);
      },
    };
  };
  const labels: Task = { type: 'labels', labels: ['positive', 'negative'] };

  it('a filter: both bounds, one alone, and none, which is refused', async () => {
    const { page, field, choose, promise, starts, note, sends } = await begin(labels);
    await field('Accuracy threshold').waitFor();
    await choose('Filter');
    await sends({ task: 'filter', recall: 0.95, precision: 0.95 });
    assert.match(
      await promise(),
      /at least 95% of the rows that .* will be found .* at least 95% of the rows answered "yes" will be such rows/,
    );
    assert.equal(await field('Accuracy threshold').count(), 0, 'a filter has no accuracy');
    await field('Recall, at least').fill('90');
    await field('Precision, at least').fill('');
    await sends({ task: 'filter', recall: 0.9 });
    assert.match(await promise(), /at least 90% of the rows that .* will be found .* each "yes" will be its own/);
    await field('Recall, at least').fill('0');
    await starts(false, 'a bound of 0');
    assert.match((await note.textContent())!, /^Recall, at least: Enter a percentage above 0 and below 100/);
    await field('Recall, at least').fill('');
    assert.match((await note.textContent())!, /Give the filter a recall, a precision or both/);
    await field('Recall, at least').fill('100');
    await choose('Labels');
    await starts(true, 'what was wrong is gone with its field');
    await field('Accuracy threshold').waitFor();
    assert.equal(await page.locator('.bounds').count(), 0);
    // The task as it was is remembered.
    await choose('Filter');
    assert.equal(await field('Recall, at least').inputValue(), '');
  });

  it('a mean distance of numbers, which the user has to say', async () => {
    const { field, choose, promise, starts, note, sends } = await begin({
      ...{ type: 'number', absoluteTolerance: 2, relativeTolerance: 0 },
    });
    assert.equal(await field('Absolute tolerance').inputValue(), '2');
    await choose('How far off');
    assert.equal(await field('Absolute tolerance').count(), 0);
    await starts(false, 'nothing is promised of numbers that nobody named');
    assert.match((await note.textContent())!, /Enter two numbers above 0/);
    await field('Off by at most, on average').fill('0,5');
    await field('One row counts at most').fill('10');
    await sends({ task: 'number', loss: 'absolute', lossCap: 10, meanLoss: 0.5 });
    assert.match(
      await promise(),
      /off gpt-5's own numbers by at most 0.5 on average, where no row counts more than 10/,
    );
    assert.equal(await field('Accuracy threshold').count(), 0);
    await starts(true, 'nothing is wrong');
    await field('One row counts at most').fill('0.2');
    await starts(false, 'a cap below the mean');
    await choose('How many answers');
    await sends({ task: 'number' });
    await starts(true, 'nothing is wrong');
    await field('Accuracy threshold').waitFor();
  });

  it('a mean F1 of texts and of sets of labels', async () => {
    const { page, field, choose, promise, starts, sends } = await begin({ type: 'text', same: { by: 'words' } });
    await choose('How much the answers share');
    await sends({ task: 'text', loss: 'f1', meanLoss: 0.05 });
    assert.equal(
      await page.locator('.task-details vscode-dropdown').count(),
      0,
      'no rule says which texts are the same',
    );
    await field('Mean F1, at least').fill('90');
    await sends({ task: 'text', loss: 'f1', meanLoss: 0.1 });
    assert.match(await promise(), /mean F1 of at least 0.9 with gpt-5's own/);
    await choose('Labels');
    await page.locator('.chip-input input').first().fill('a');
    await page.keyboard.press('Enter');
    await page.locator('.chip-input input').first().fill('b');
    await page.keyboard.press('Enter');
    await page.locator('vscode-checkbox', { hasText: 'Several labels' }).click();
    await choose('How much the answers share');
    await sends({ task: 'labels', labels: ['a', 'b'], multiple: true, loss: 'f1', meanLoss: 0.05 });
    await field('Mean F1, at least').fill('100');
    await starts(false, 'a bound of 0');
    await page.locator('vscode-checkbox', { hasText: 'Several labels' }).click();
    await sends({ task: 'labels', labels: ['a', 'b'] });
    await starts(true, 'what was wrong is gone with its field');
  });
});
