import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import type { RunEvent } from '../../src/engine/events';
import type { PanelNews, PanelView, ResultRow } from '../../src/protocol';
import { dataset, draft, feedbackOn, setupView } from './harness/fakeHost';
import { launchBrowser, openPanel, type OpenedPanel, type OpenOptions } from './harness/openPanel';
import { recording, runView, sceneNames, sceneOf } from './harness/scenes';
import { themeNames } from './harness/themes';

const axeSource = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const manyRows = 100_000;
const longResult = Array.from({ length: manyRows }, (_, row): ResultRow => ({
  row,
  preview: `review number ${String(row)}`,
  answer: 'positive',
  model: 'gpt-5-nano',
  reason: row % 1000 === 0 ? 'failed' : 'trusted',
  confidence: 0.97,
  costUsd: 0.00003,
}));

describe('panel in Chromium', function () {
  this.timeout(300_000);
  let browser: Browser;
  let opened: OpenedPanel[] = [];
  const open = async (options: OpenOptions) => {
    const panel = await openPanel(browser, options);
    opened.push(panel);
    return panel;
  };
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    for (const panel of opened) {
      assert.deepEqual(panel.complaints, [], 'console errors, exceptions or CSP violations');
      await panel.close();
    }
    opened = [];
  });
  /** Waits until the condition holds, asking anew; for what follows from a message to or from the page. */
  const until = async (condition: () => boolean | Promise<boolean>, what: string) => {
    for (let i = 0; i < 100; i++) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail(`never came: ${what}`);
  };

  describe('setup', () => {
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
      assert.deepEqual(await page.locator('.completion li .mono').allTextContents(), [
        'stars',
        'sentiment',
        'posted at',
      ]);
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
        'With 95% confidence at most 25 of these 5,000 rows will differ from gpt-5.',
      );
      await until(() => host.of('updateDraft').at(-1)?.draft.accuracy === 0.995, 'accuracy 0.995');
      await field.fill('120');
      await page.getByText('Enter a percentage above 0 and up to 100').waitFor();
      assert.equal(
        await page.locator('.living').textContent(),
        'With 95% confidence at most 25 of these 5,000 rows will differ from gpt-5.',
      );
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

    it('tries ten rows and shows the answers side by side with their money', async () => {
      const { page } = await open({ view: setupView() });
      await page.getByRole('button', { name: 'Try on 10 rows' }).click();
      await page.locator('.trial-table').waitFor();
      assert.equal(await page.locator('.trial-table tbody tr').count(), 10);
      assert.equal(await page.locator('.trial-table .differs').count(), 3);
      assert.match((await page.locator('.trial').textContent()) ?? '', /names none of the labels/);
      assert.match((await page.locator('.trial').textContent()) ?? '', /This trial cost \$0\.0021/);
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

  describe('run', () => {
    it('folds events into what is seen', async () => {
      const { events } = recording();
      const { page, host } = await open({ view: runView(events.slice(0, 1)) });
      for (let i = 1; i < events.length; i += 50) host.tell('events', { events: events.slice(i, i + 50) });
      await page.locator('.savings').waitFor();
      assert.match(
        (await page.locator('.promise').textContent()) ?? '',
        /^With 95% confidence, at most 250 of 4,\d{3} rows differ from gpt-5\.$|^With 95% confidence, at most 250 of 5,000 rows differ from gpt-5\.$/,
      );
      assert.equal(await page.locator('.model-figure').count(), 3);
      assert.equal(await page.locator('.step.done').count(), 4);
    });

    it('draws at most ten times a second, whatever comes', async () => {
      const { events } = recording();
      const progress = events.find((event) => event.type === 'progressed')!;
      const { page, host } = await open({ view: runView(events.slice(0, 40)) });
      await page.evaluate(`window.draws = 0; window.from = performance.now();
        new MutationObserver(() => window.draws++).observe(document.querySelector('.stats'), { childList: true }); 0`);
      for (let i = 0; i < 300; i++)
        host.tell('events', { events: [{ ...progress, callsDone: 1000 + i }] as RunEvent[] });
      await until(
        async () => /1,299/.test((await page.locator('.stats').textContent()) ?? ''),
        'the last event to be drawn',
      );
      const { draws, seconds } = await page.evaluate<{ draws: number; seconds: number }>(
        '({ draws: window.draws, seconds: (performance.now() - window.from) / 1000 })',
      );
      assert.ok(draws <= Math.ceil(seconds * 10) + 1, `${String(draws)} draws in ${seconds.toFixed(2)} s`);
    });

    it('pauses and cancels', async () => {
      const { page, host } = await open(sceneOf('profiling'));
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Cancel run' }).click();
      await until(() => host.of('pauseRun').length === 1 && host.of('cancelRun').length === 1, 'both requests');
    });

    it('raises the cap and goes on, but not to less than was set', async () => {
      const { page, host } = await open(sceneOf('paused'));
      const cap = page.locator('vscode-text-field[aria-label="New cap"] input');
      await cap.fill('4');
      await page.getByRole('button', { name: 'Raise cap and resume' }).click();
      await page.getByText('Enter an amount above $5.00').waitFor();
      assert.equal(host.of('resumeRun').length, 0);
      await cap.fill('8');
      await page.getByRole('button', { name: 'Raise cap and resume' }).click();
      await until(() => host.of('resumeRun').length === 1, 'resumeRun');
      assert.deepEqual(host.of('resumeRun'), [{ budgetUsd: 8 }]);
    });

    it('offers to set the key when the provider refused it', async () => {
      const { events } = recording();
      const paused: RunEvent = {
        type: 'run-paused',
        reason: 'auth',
        message: 'api.openai.com answered 401.',
        provider: 'openai',
      };
      const { page, host } = await open({ view: runView([...events.slice(0, 60), paused]) });
      await page.getByRole('button', { name: 'Set the API key of openai' }).click();
      await until(() => host.of('setKey').length === 1, 'setKey');
    });

    it('offers to resume a run that nobody drives any more', async () => {
      const { view } = sceneOf('profiling');
      const { page, host } = await open({ view: { ...view, isRunning: false } as PanelView });
      await page.getByText('This run was interrupted').waitFor();
      await page.getByRole('button', { name: 'Resume' }).click();
      await until(() => host.of('resumeRun').length === 1, 'resumeRun');
    });

    it('has a table behind each chart, remembered across reloads', async () => {
      const { page } = await open(sceneOf('finished'));
      for (const name of ['Agreement with the reference', 'Spend', 'Who answers']) {
        await page.getByRole('button', { name: `Show as table: ${name}` }).click();
        await page.getByRole('table', { name }).waitFor();
      }
      await page.reload();
      await page.getByRole('table', { name: 'Who answers' }).waitFor();
      assert.equal(await page.locator('.funnel').count(), 0);
    });

    it('says unknown money as unknown, never as 0', async () => {
      const { events } = recording();
      const { spentUsd: _, referenceUsd: __, ...progress } = events.find((event) => event.type === 'progressed')!;
      const { page } = await open({
        view: runView([events[0]!, { type: 'phase-started', phase: 'profile', calls: 100 }, progress as RunEvent]),
      });
      const spent = page.locator('.stat', { hasText: 'Spent' });
      assert.match((await spent.textContent()) ?? '', /^Spent– of \$5\.00$/);
    });
  });

  describe('rows', () => {
    const longRun = () => open({ ...sceneOf('finished'), rows: longResult });

    it('shows 100,000 rows with a bounded number of elements, wherever one scrolls', async () => {
      const { page } = await longRun();
      await page.getByText('review number 0', { exact: true }).waitFor();
      for (const share of [0.1, 0.5, 0.987, 1, 0.3]) {
        await page
          .locator('.grid')
          .evaluate(
            `(grid => { grid.scrollTop = ${String(share)} * grid.scrollHeight; })(document.querySelector('.grid'))`,
          );
        await until(
          async () =>
            (await page.locator('.grid-rows .column-content').allTextContents()).every((text) =>
              text.startsWith('review number'),
            ),
          `rows at ${String(share)}`,
        );
        assert.ok((await page.locator('.grid-rows .grid-row').count()) < 60);
      }
      await page.locator('.grid').focus();
      await page.keyboard.press('Control+End');
      await page.getByText('review number 99999', { exact: true }).waitFor();
      assert.ok(Number(await page.evaluate('document.querySelectorAll("*").length')) < 2500);
    });

    it('moves by keys, opens the row and gives the focus back on Escape', async () => {
      const { page, host } = await longRun();
      await page.getByText('review number 0', { exact: true }).waitFor();
      await page.locator('.grid').focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'PageDown']) await page.keyboard.press(key);
      const active = await page.locator('.grid').getAttribute('aria-activedescendant');
      assert.equal(await page.locator(`#${active ?? 'none'}`).isVisible(), true);
      const row = Number(await page.locator('.grid-row.active').getAttribute('data-row'));
      assert.ok(row > 5);
      await page.keyboard.press('Enter');
      await page.getByText('Both models give the same answer').waitFor();
      assert.deepEqual(host.of('explainRow'), [{ row }]);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.drawer').isVisible(), false);
      assert.equal(await page.evaluate('document.activeElement.className'), 'grid');
    });

    it('filters by asking the host, and keeps filter and place across a reload', async () => {
      const { page, host } = await longRun();
      await page.getByRole('button', { name: /^Failed/ }).click();
      await until(() => host.of('rowsPage').at(-1)?.filter === 'failed', 'failed rows');
      await page.getByText('review number 1000', { exact: true }).waitFor();
      assert.equal(await page.locator('.grid').getAttribute('aria-rowcount'), '101');
      await page.locator('.grid').evaluate(`(() => { document.querySelector('.grid').scrollTop = 1400; })()`);
      await page.getByText('review number 50000', { exact: true }).waitFor();
      await page.reload();
      await page.getByText('review number 50000', { exact: true }).waitFor();
      assert.equal(await page.getByRole('button', { name: /^Failed/ }).getAttribute('aria-pressed'), 'true');
    });

    it('says so when no row matches', async () => {
      const { page } = await longRun();
      await page.getByRole('button', { name: /^Escalated/ }).click();
      await page.getByText('No row had to go on to the reference.').waitFor();
    });

    it('re-runs failed rows', async () => {
      const { page, host } = await open(sceneOf('failed'));
      await page.getByRole('button', { name: 'Re-run failed rows' }).click();
      await until(() => host.of('rerunFailed').length === 1, 'rerunFailed');
    });
  });

  describe('hostile text', () => {
    const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    it('stays text in every place of the setup', async () => {
      const data = {
        ...dataset,
        name: evil,
        columns: [{ name: evil, type: 'text' as const, emptyCells: 1, fewValues: [evil, 'b'] }],
        rows: [[evil]],
        problems: [evil],
      };
      const now = { ...draft, task: { type: 'labels' as const, labels: [evil, 'b'] }, reference: evil };
      const feedback = {
        ...feedbackOn(draft),
        problems: [{ severity: 'error' as const, message: evil }],
        rendered: [evil],
        referenceId: evil,
      };
      const { page } = await open({
        view: {
          view: 'setup',
          setup: {
            dataset: data,
            models: [
              { id: evil, provider: evil, destination: evil, price: evil, note: evil, readiness: 'key-missing' },
            ],
            draft: now,
            feedback,
          },
        },
      });
      assert.equal(await page.evaluate('document.querySelectorAll(".place img, .place script").length'), 0);
      assert.equal(await page.evaluate('window.hacked'), undefined);
    });

    it('stays text in every place of a run', async () => {
      const { view } = sceneOf('finished');
      const events: PanelNews['events']['events'] = [
        { type: 'noted', message: evil },
        { type: 'row-failed', row: 1, model: evil, kind: evil, message: evil },
        { type: 'model-profiled', model: 'gpt-5-nano', asked: 10, agreed: 9, status: 'pruned', why: evil },
        { type: 'profiling-stopped', why: evil },
      ];
      const rows: ResultRow[] = [
        {
          row: 0,
          preview: evil,
          answer: evil,
          model: evil,
          reason: 'trusted',
          referenceAnswer: evil,
          isDeviating: true,
        },
      ];
      const { page, host } = await open({
        view,
        rows,
        handlers: {
          explainRow: ({ row }) => ({
            row,
            cells: [{ column: evil, text: evil }],
            answers: [{ model: evil, text: evil, status: evil }],
            why: [evil],
          }),
        },
      });
      host.tell('events', { events });
      await page.locator('.grid-rows .column-answer').first().click();
      await page.locator('.drawer .why').waitFor();
      await page.locator('.failures').waitFor();
      assert.equal(await page.evaluate('document.querySelectorAll(".place img, .place script").length'), 0);
      assert.equal(await page.evaluate('window.hacked'), undefined);
    });
  });

  describe('layout and accessibility', () => {
    for (const theme of themeNames) {
      it(`has no serious or critical axe finding in ${theme}`, async () => {
        for (const scene of ['setup', 'setup-problems', 'decision', 'paused', 'failed'] as const) {
          const { page } = await open({ ...sceneOf(scene), theme });
          if (scene === 'setup') {
            await page.getByRole('button', { name: 'Try on 10 rows' }).click();
            await page.locator('.trial-table').waitFor();
            await page.locator('.more summary').click();
            await page.locator('.prompt-text').pressSequentially('{{');
          }
          await page.evaluate(axeSource);
          const found = await page.evaluate<
            { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
          >(
            `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((r) => r.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))`,
          );
          const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          assert.deepEqual(
            grave.map(
              ({ id, nodes }) =>
                `${scene}: ${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join('\n')}`,
            ),
            [],
          );
        }
      });
    }

    it('is never wider than a panel of 400 px', async () => {
      for (const scene of sceneNames) {
        const { page } = await open({ ...sceneOf(scene), width: 400 });
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 400, scene);
      }
    });

    it('speaks Chinese, with figures of that locale, when the page says so', async () => {
      const { page } = await open({ view: setupView(), locale: 'zh-cn' });
      assert.equal(
        await page.locator('.living').textContent(),
        '以 95% 的置信度，这 5,000 行中至多 250 行与 gpt-5 不同。',
      );
    });
  });
});
