import assert from 'node:assert/strict';
import { choices, dataset, draft, feedbackOn, setupView } from './harness/fakeHost';
import type { Draft, PanelView, SetupFeedback } from '../../src/protocol';
import { sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

describe('panel: setup', function () {
  this.timeout(300_000);
  const open = usePanels();

  it('asks for its state, with its locale, before it draws', async () => {
    const { host } = await open({ view: setupView() });
    assert.deepEqual(host.asked[0], { method: 'ready', params: { locale: 'en' } });
  });

  it('completes a column after {{ by keyboard and sends the draft', async () => {
    const { page, host } = await open({ view: setupView() });
    const prompt = page.locator('.prompt-text');
    await prompt.fill('');
    await prompt.pressSequentially('Rate {{s');
    const options = page.getByRole('option', { includeHidden: false });
    assert.deepEqual(await page.locator('.completion li .mono').allTextContents(), ['stars', 'sentiment', 'posted at']);
    assert.equal(await options.first().getAttribute('aria-selected'), 'true');
    assert.equal(await prompt.getAttribute('aria-activedescendant'), await options.first().getAttribute('id'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await prompt.inputValue(), 'Rate {{sentiment}}');
    assert.equal(await page.locator('.completion').isVisible(), false);
    await until(
      () => host.of('updateDraft').at(-1)?.draft.prompt === 'Rate {{sentiment}}',
      'the draft with the completed column',
    );
  });

  it('names the result file and its columns before the start, and says where a table is small for its promise', async () => {
    const large = await open({ view: setupView() });
    await large.page
      .locator('.setup-cards .result-note', {
        hasText: 'Writes reviews.smart.csv: your rows as they are, with the columns smart_answer, smart_model',
      })
      .waitFor();
    assert.equal(await large.page.locator('.few-rows').isVisible(), false);
    const few = async (rowCount: number) => {
      const { page } = await open({ view: setupView({ dataset: { ...dataset, rowCount } }) });
      return page.locator('.few-rows').textContent();
    };
    assert.match((await few(52))!, /gpt-5 must answer at least 33 of them/);
    assert.match((await few(10))!, /No row may differ, so gpt-5 answers every distinct row/);
  });

  it('closes the completion with Escape and keeps what was typed', async () => {
    const { page } = await open({ view: setupView() });
    const prompt = page.locator('.prompt-text');
    await prompt.fill('');
    await prompt.pressSequentially('A {{');
    assert.equal(await page.locator('.completion').isVisible(), true);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.completion').isVisible(), false);
    assert.equal(await prompt.inputValue(), 'A {{');
  });

  it('takes a rule for each field of a JSON answer, with the engine’s word on two samples beside it', async () => {
    const task = { type: 'json' as const, fields: ['name', 'total'] };
    const { page, host } = await open({ view: setupView({ draft: { ...draft, task } }) });
    const lines = page.locator('.field-rules li');
    assert.equal(await lines.count(), 2);
    const verdict = lines.nth(1).locator('.verdict');
    const choose = async (line: number, name: string) => {
      await lines.nth(line).locator('vscode-dropdown').click();
      await lines
        .nth(line)
        .locator('vscode-option', { hasText: new RegExp(`^${name}`) })
        .click();
    };
    await choose(1, 'number');
    assert.equal(await verdict.textContent(), 'different');
    await lines.nth(1).locator('vscode-text-field[aria-label="Tolerance"] input').fill('0.02');
    await until(async () => (await verdict.textContent()) === 'the same', 'the verdict with the tolerance');
    await lines.nth(0).locator('vscode-checkbox', { hasText: 'Ignore case' }).click();
    await until(() => {
      const sent = host.of('updateDraft').at(-1)?.draft.task;
      return (
        JSON.stringify(sent) ===
        JSON.stringify({
          type: 'json',
          fields: [
            { path: 'name', same: 'exact', ignoreCase: true },
            { path: 'total', same: 'number', tolerance: 0.02 },
          ],
        })
      );
    }, 'the draft with the rules');
    await choose(1, 'exact');
    await page.locator('.chip-remove').first().click();
    await until(
      () => JSON.stringify(host.of('updateDraft').at(-1)?.draft.task) === '{"type":"json","fields":["total"]}',
      'a field whose rule is the usual one is its path again',
    );
  });

  it('takes the rule of a text, and several labels per row', async () => {
    const { page, host } = await open({ view: setupView({ draft: { ...draft, task: { type: 'text' } } }) });
    const sent = () => JSON.stringify(host.of('updateDraft').at(-1)?.draft.task);
    const verdict = page.locator('.equality-sample .verdict');
    await page.locator('.task-details vscode-dropdown').click();
    await page.locator('.task-details vscode-option', { hasText: 'share enough' }).click();
    assert.equal(await verdict.textContent(), 'different');
    await page.locator('.task-details vscode-text-field input').fill('75');
    await until(
      () => sent() === '{"type":"text","same":{"by":"similar","from":0.75}}',
      'the draft with the similarity',
    );
    assert.equal(await verdict.textContent(), 'the same');
    await page.locator('vscode-radio', { hasText: 'Labels' }).click();
    await page.locator('vscode-checkbox', { hasText: 'Several labels' }).click();
    await until(() => sent()?.includes('"multiple":true') === true, 'the draft with several labels');
  });

  it('takes how many rows to ask the reference about twice, no more than 1,000, and shows what that costs', async () => {
    const repeating = { lowUsd: 0.05, expectedUsd: 0.05, highUsd: 0.05 };
    const feedback = feedbackOn(draft);
    const { page, host } = await open({
      view: setupView({ feedback: { ...feedback, estimate: { ...feedback.estimate!, repeating } } }),
    });
    const line = page.locator('.estimate .line', { hasText: 'Asking the reference twice' });
    assert.match((await line.textContent()) ?? '', /\$0\.05$/);
    await page.locator('.more summary').click();
    const field = page.locator(
      'vscode-text-field[aria-label="Consistency check: rows to ask the reference a second time"] input',
    );
    for (const [text, sent] of [
      ['20', 20],
      ['2000', 20],
      ['', undefined],
    ] as const) {
      await field.fill(text);
      await page.locator('.prompt-text').press('End');
      await page.locator('.prompt-text').pressSequentially('!');
      const prompt = await page.locator('.prompt-text').inputValue();
      await until(() => host.of('updateDraft').at(-1)?.draft.prompt === prompt, 'the draft');
      assert.equal(host.of('updateDraft').at(-1)!.draft.repeatReference, sent, text);
    }
  });

  it('takes over the answers of an earlier run, says what they are worth, and will not start when they do not fit', async () => {
    const earlierRuns = [
      { runId: 'second', createdAt: '2026-11-22T10:22:05Z', strategy: 'certified', accuracy: 0.99 },
      { runId: 'first', createdAt: '2026-11-21T09:00:00Z', strategy: 'reference', accuracy: 0.95 },
    ] as const;
    const message = 'The answers of the chosen earlier run do not fit.';
    const answer = (now: Draft): SetupFeedback => {
      const doFit = now.prompt === draft.prompt;
      const isChosen = now.answersOf !== undefined;
      return {
        ...feedbackOn(now),
        ...(doFit && { earlierRuns }),
        ...(doFit && isChosen && { takenOver: { answers: 1234, usd: 0.41 } }),
        ...(!doFit && isChosen && { problems: [{ severity: 'error' as const, field: 'answersOf' as const, message }] }),
      };
    };
    const { page, host } = await open({
      view: setupView({ feedback: answer(draft) }),
      handlers: { updateDraft: ({ draft: now }) => answer(now) },
    });
    const box = page.locator('vscode-dropdown[aria-label="Reuse answers from"]');
    const choose = async (name: RegExp) => {
      await box.click();
      await page.getByRole('option', { name }).click();
    };
    await page.getByText('An earlier run asked the same about these rows.').waitFor();
    await choose(/Nov 22, .*certified · 99%/);
    await page.getByText('1,234 answers ($0.41) can be reused. The low estimate').waitFor();
    assert.equal(host.of('updateDraft').at(-1)?.draft.answersOf, 'second');
    await page.reload();
    await page.waitForSelector('.page');
    await page.getByText('1,234 answers ($0.41)').waitFor();
    assert.match((await box.locator('.selected-value').textContent()) ?? '', /Nov 22, /);

    await page.locator('.prompt-text').press('End');
    await page.locator('.prompt-text').pressSequentially('!');
    await page.locator('.earlier-run .problems').getByText(message).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Start' }).isDisabled(), true);
    await choose(/none/);
    await until(async () => !(await box.isVisible()), 'the field to go');
    await until(() => host.of('updateDraft').at(-1)?.draft.answersOf === undefined, 'no run');
    assert.equal(await page.getByRole('button', { name: 'Start' }).isDisabled(), false);
  });

  it('offers the column with the longest texts, and classifiers of sentiment behind all else', async () => {
    const { page } = await open({ view: setupView() });
    assert.match((await page.locator('.prompt-text').getAttribute('placeholder'))!, /\{\{text\}\}$/);
    const embedded = { provider: 'embedded', destination: 'this machine', readiness: 'ready' } as const;
    const models = [{ id: 'afinn', usdPerThousandRows: 0.0000000278, ...embedded }, ...choices];
    const other = await open({ view: setupView({ models }) });
    const names = await other.page.locator('.ladder .rung-name').allTextContents();
    assert.equal(names.at(-1)!.trim(), 'afinn');
    await other.page.locator('.rung', { hasText: 'afinn' }).getByText('<$0.00001 per 1,000 rows').waitFor();
  });

  it('waits with what is wrong with labels until one is named, and ends the range at the cap', async () => {
    const now = { ...draft, budgetUsd: 1.8, task: { type: 'labels', labels: [] } } as const;
    const wrong = { severity: 'error', field: 'task', message: 'Name at least two labels.' } as const;
    const setup = setupView({ draft: now }) as Extract<PanelView, { view: 'setup' }>;
    const feedback = { ...setup.setup.feedback, problems: [wrong] };
    const { page } = await open({ view: { ...setup, setup: { ...setup.setup, feedback } } });
    await page.locator('.start-card .obstacle', { hasText: 'Name at least two labels first.' }).waitFor();
    assert.equal(await page.locator('.problem', { hasText: 'Name at least two labels' }).count(), 0);
    await page.locator('.big-figure', { hasText: '$1.31 to $1.80, the cap' }).waitFor();
    await page.locator('.estimate', { hasText: 'could cost up to $2.05' }).waitFor();
  });

  it('keeps the local student out when the box is cleared, and offers it with certified only', async () => {
    const { page, host } = await open({ view: setupView() });
    await page.locator('.more summary').click();
    const box = page.getByRole('checkbox', { name: 'Use a free local classifier trained during the run' });
    assert.equal(await box.getAttribute('aria-checked'), 'true');
    const note = await box.getAttribute('aria-describedby');
    assert.match((await page.locator(`[id="${note ?? ''}"]`).textContent()) ?? '', /classifier on this machine/);
    await box.click();
    await until(() => host.of('updateDraft').at(-1)?.draft.student === false, 'the draft without a student');
    for (const [strategy, isOffered] of [
      ['model-mix', false],
      ['certified', true],
    ] as const) {
      await page.locator('vscode-dropdown[aria-label="Strategy"]').click();
      await page.getByRole('option', { name: strategy, exact: true }).click();
      await until(() => host.of('updateDraft').at(-1)?.draft.strategy === strategy, strategy);
      assert.equal(await box.isEnabled(), isOffered, strategy);
    }
    assert.equal(host.of('updateDraft').at(-1)?.draft.student, false);
  });

  it('says what is wrong with a prompt, marks the place, and will not start', async () => {
    const { page } = await open({ view: setupView() });
    await page.locator('.prompt-text').fill('Is {{reviw}} good?');
    await page.locator('.problems').getByText('There is no column "reviw"').waitFor();
    assert.deepEqual(await page.locator('.prompt-marks .error').allTextContents(), ['{{reviw}}']);
    assert.equal(await page.locator('.prompt-text').getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByRole('button', { name: 'Start' }).isDisabled(), true);
  });

  it('keeps the living sentence true while the threshold is typed', async () => {
    const { page, host } = await open({ view: setupView() });
    const field = page.locator('vscode-text-field[aria-label="Accuracy threshold"] input');
    await field.fill('99,5');
    assert.equal(
      await page.locator('.living').textContent(),
      'With 95% confidence, at most 25 of these 5,000 rows will differ from gpt-5.',
    );
    await until(() => host.of('updateDraft').at(-1)?.draft.accuracy === 0.995, 'accuracy 0.995');
    await field.fill('120');
    await page.locator('.percent-input').getByText('Enter a percentage above 0 and up to 100').waitFor();
    assert.equal(
      await page.locator('.living').textContent(),
      'With 95% confidence, at most 25 of these 5,000 rows will differ from gpt-5.',
    );
  });

  it('promises of the own labels where the reference is a person', async () => {
    const models = choices.map((choice) =>
      choice.id === 'gpt-5' ? { ...choice, person: { labelLimit: 300 } } : choice,
    );
    const { page } = await open({ view: setupView({ models }) });
    assert.match(
      (await page.locator('.living').textContent()) ?? '',
      /at most 250 of these 5,000 rows will differ from your labels\. Rows that the 300 labels leave out .* are not covered\.$/,
    );
  });

  it('will not start while a field holds what cannot be taken', async () => {
    const { page } = await open({ view: setupView() });
    const start = page.getByRole('button', { name: 'Start' });
    for (const [label, wrong, right] of [
      ['Accuracy threshold', 'abc', '90'],
      ['Confidence', '100', '99'],
      ['Never spend more than', 'lots', '3'],
    ] as const) {
      const field = page.locator(`vscode-text-field[aria-label="${label}"] input`);
      await field.fill(wrong);
      await page.locator('.start-card .obstacle', { hasText: label }).waitFor();
      await until(() => start.isDisabled(), `${label} to stop Start`);
      await field.fill(right);
      await until(() => start.isEnabled(), `${label} taken`);
    }
    await page.locator('vscode-text-field[aria-label="Accuracy threshold"] input').fill('abc');
    await page.getByRole('slider', { name: 'Accuracy threshold' }).fill('97');
    await until(() => start.isEnabled(), 'the slider to mend it');
  });

  it('begins in the prompt, and after the start at the head of the run', async () => {
    const { page, host } = await open({ view: setupView() });
    await page.evaluate('window.focus()');
    await until(
      async () => (await page.evaluate<string>('document.activeElement.className')).includes('prompt-text'),
      'the prompt to have the focus',
    );
    await page.getByRole('button', { name: 'Start' }).click();
    host.tell('view', sceneOf('profiling').view);
    await until(async () => (await page.evaluate<string>('document.activeElement.tagName')) === 'H1', 'the head');
  });

  it('tells requests instead of dollars where a price is not known', async () => {
    const { page } = await open({ view: setupView() });
    await page.locator('vscode-checkbox', { hasText: 'llama3.2:3b' }).click();
    await page.getByText('5,000 to 20,000 requests. A price is missing').waitFor();
  });

  it('starts with the draft as it stands', async () => {
    const { page, host } = await open({ view: setupView() });
    await page.locator('vscode-text-field[aria-label="Never spend more than"] input').fill('2.50');
    await page.getByRole('button', { name: 'Start' }).click();
    await until(() => host.of('startRun').length === 1, 'startRun');
    assert.deepEqual(host.of('startRun')[0], { draft: { ...draft, budgetUsd: 2.5 } });
  });

  it('shows why the host refused', async () => {
    const refuse = () => {
      throw new Error('The file reviews.csv has changed since it was read. Open it again.');
    };
    const { page } = await open({ view: setupView(), handlers: { startRun: refuse } });
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').getByText('has changed since it was read').waitFor();
  });

  it('adds and removes labels, and takes them from a column', async () => {
    const { page, host } = await open({ view: setupView() });
    await page.locator('vscode-text-field[aria-label="Add label"] input').fill('mixed');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove positive' }).click();
    await page.getByRole('button', { name: 'From column stars' }).click();
    await until(() => {
      const task = host.of('updateDraft').at(-1)?.draft.task;
      return task?.type === 'labels' && task.labels.join() === 'negative,mixed,1,2,3,4,5';
    }, 'labels from the column');
  });

  it('sets a key, takes a model in, and changes the reference', async () => {
    const { page, host } = await open({ view: setupView() });
    await page.getByRole('button', { name: /Set key/ }).click();
    await until(async () => (await page.locator('.readiness.key-missing').count()) === 0, 'the key to be set');
    await page.getByRole('checkbox', { name: 'claude-haiku-4-5' }).click();
    await page.getByRole('radio', { name: 'Use gpt-5-mini as the reference' }).check();
    await until(() => host.of('updateDraft').at(-1)?.draft.reference === 'gpt-5-mini', 'the new reference');
    assert.deepEqual(host.of('updateDraft').at(-1)?.draft.models, [
      'gpt-5-nano',
      'claude-haiku-4-5',
      'gpt-5-mini',
      'gpt-5',
    ]);
    assert.match((await page.locator('.living').textContent()) ?? '', /differ from gpt-5-mini/);
  });

  it('ticks what the wizard added, keeps the suggestions apart, and takes a price by its pencil', async () => {
    const suggested = choices.map((choice) =>
      choice.id === 'claude-haiku-4-5' ? { ...choice, isSuggested: true as const } : choice,
    );
    const { page, host } = await open({ view: setupView({ models: suggested }) });
    assert.equal(await page.getByRole('list', { name: 'Suggestions' }).getByRole('listitem').count(), 1);
    await page.getByRole('button', { name: 'Add model' }).click();
    await until(() => host.of('updateDraft').at(-1)?.draft.models.includes('gpt-4.1') === true, 'the new model');
    assert.equal(await page.getByRole('checkbox', { name: 'gpt-4.1' }).getAttribute('aria-checked'), 'true');
    assert.equal(await page.getByText('No price').count(), 1);
    await page.getByRole('button', { name: 'Set price' }).click();
    await page.getByText('$1.00 in, $2.00 out per million tokens').waitFor();
    assert.deepEqual(host.of('setPrice'), [{ model: 'llama3.2:3b' }]);
    await page.getByRole('button', { name: 'Change the price of gpt-5-nano' }).click();
    await until(() => host.of('setPrice').length === 2, 'the second price');
  });

  it('tells nothing to be wrong before the first edit, and offers the way to a server of one’s own', async () => {
    const empty: Draft = { ...draft, prompt: '', task: { type: 'text' }, models: [], answersOf: undefined } as never;
    const problems = [{ severity: 'error' as const, field: 'models' as const, message: 'Choose at least one model.' }];
    const models = choices
      .filter(({ provider }) => provider === 'anthropic')
      .map((choice) => ({ ...choice, isSuggested: true as const }));
    const { page, host } = await open({
      view: setupView({ draft: empty, models, feedback: { ...feedbackOn(empty), problems } }),
      handlers: { updateDraft: ({ draft: now }) => ({ ...feedbackOn(now), problems }) },
    });
    assert.equal(await page.locator('.problem.error:visible').count(), 0);
    assert.equal(await page.locator('.start-card .obstacle').count(), 0);
    await page.getByRole('textbox', { name: 'Address of your own server' }).fill('localhost:8791');
    await page.keyboard.press('Enter');
    await until(() => host.of('addModel').length === 1, 'the wizard');
    assert.deepEqual(host.of('addModel'), [{ address: 'localhost:8791' }]);
    await page.locator('.prompt-text').fill('Good? {{text}}');
    await page.locator('.problem', { hasText: 'Choose at least one model.' }).waitFor();
  });

  it('offers several rows per request with what they would save, and adds them as a candidate', async () => {
    const variants = [
      {
        beside: 'gpt-5-nano',
        change: { rowsPerRequest: 10 },
        usdPerThousandRows: 0.2,
        offeredUsdPerThousandRows: 0.05,
        share: 0.75,
      },
      {
        beside: 'gpt-5-mini',
        change: { reasoningEffort: 'low' },
        usdPerThousandRows: 1,
        offeredUsdPerThousandRows: 0.5,
        share: 0.5,
      },
    ] as const;
    const { page, host } = await open({ view: setupView({ feedback: { ...feedbackOn(draft), variants } }) });
    const offers = page.getByRole('list', { name: 'Cheaper ways to ask' }).getByRole('listitem');
    assert.equal(await offers.count(), 2);
    assert.match(
      (await offers.first().textContent())!,
      /gpt-5-nano with 10 rows per request: \$0\.05\d* instead of \$0\.20?\d* per 1,000 rows, 75\s?% less/,
    );
    assert.match((await offers.nth(1).textContent())!, /gpt-5-mini with low reasoning effort/);
    await offers.first().getByRole('button', { name: 'Add as a candidate' }).click();
    await until(
      () => host.of('updateDraft').at(-1)?.draft.models.includes('gpt-5-nano (10 rows)') === true,
      'the candidate',
    );
    assert.deepEqual(host.of('addVariant'), [{ beside: 'gpt-5-nano', change: { rowsPerRequest: 10 } }]);
    assert.equal(
      await page.getByRole('checkbox', { name: 'gpt-5-nano (10 rows)' }).getAttribute('aria-checked'),
      'true',
    );
  });

  it('hears of models that changed elsewhere, and keeps what is typed', async () => {
    const { page, host } = await open({ view: setupView() });
    await page.locator('.prompt-text').fill('Half a sentence about {{text}}');
    host.tell('models', { models: [...choices, { ...choices[0]!, id: 'new-here' }] });
    await page.getByRole('checkbox', { name: 'new-here' }).waitFor();
    assert.equal(await page.locator('.prompt-text').inputValue(), 'Half a sentence about {{text}}');
  });

  it('tries ten rows and shows the answers side by side with their money', async () => {
    const { page } = await open({ view: setupView() });
    await page.getByRole('button', { name: 'Try on 10 rows' }).click();
    await page.locator('.trial-table').waitFor();
    assert.equal(await page.locator('.trial-table tbody tr').count(), 10);
    assert.equal(await page.locator('.trial-table .differs').count(), 3);
    assert.match((await page.locator('.trial').textContent()) ?? '', /names none of the labels/);
    assert.match((await page.locator('.trial').textContent()) ?? '', /This trial cost \$0\.0021/);
  });

  it('shows in a trial each row itself and every model, none cut off', async () => {
    for (const width of [400, 640, 860, 1280]) {
      const { page, close } = await open({ view: setupView(), width });
      await page.getByRole('button', { name: 'Try on 10 rows' }).click();
      await page.locator('.trial-table').waitFor();
      const [first] = await page.locator('.trial-table tbody tr').all();
      assert.match((await first!.locator('.trial-cell').textContent()) ?? '', /Great value for the price/);
      for (const model of draft.models) {
        const box = await first!.locator('dt', { hasText: new RegExp(`^${model}$`) }).boundingBox();
        assert.ok(box !== null && box.x >= 0 && box.x + box.width <= width, `${model} at ${String(width)}`);
      }
      await close();
    }
  });

  it('offers an answer that is no label as a label', async () => {
    const { page } = await open({ view: setupView() });
    await page.getByRole('button', { name: 'Try on 10 rows' }).click();
    await page.getByText('One answer is “Mixed”, which is not one of your labels.').waitFor();
    await page.getByRole('button', { name: 'Add “Mixed”' }).click();
    await page.locator('.chip', { hasText: 'Mixed' }).waitFor();
    assert.equal(await page.locator('.missing-label').count(), 0);
  });

  it('comes back after a reload as it was left', async () => {
    const { page, host } = await open({ view: setupView() });
    await page.locator('.prompt-text').fill('Kept? {{text}}');
    await until(() => host.of('updateDraft').length > 0, 'the draft');
    await page.reload();
    await page.waitForSelector('.page');
    assert.equal(await page.locator('.prompt-text').inputValue(), 'Kept? {{text}}');
  });

  it('reaches every control with Tab', async () => {
    const { page } = await open({ view: setupView() });
    const wanted = await page.locator('.page').evaluate(
      `(() => [...document.querySelectorAll('textarea, button, vscode-button, vscode-checkbox, vscode-text-field, vscode-radio-group, input[type=range], summary')]
          .filter((e) => !e.disabled && !e.hasAttribute('disabled') && e.checkVisibility()).length)()`,
    );
    const seen = await page.evaluate(`window.seen = new Set(); document.body.focus(); 0`);
    assert.equal(seen, 0);
    for (let i = 0; i < 90; i++) {
      await page.keyboard.press('Tab');
      await page.evaluate(`(() => { const e = document.activeElement?.closest('vscode-radio-group') ?? document.activeElement;
          if (e && e.matches('textarea, button, vscode-button, vscode-checkbox, vscode-text-field, vscode-radio-group, input[type=range], summary')) window.seen.add(e); return 0; })()`);
    }
    assert.equal(await page.evaluate('window.seen.size'), wanted);
  });
});
