import assert from 'node:assert/strict';
import type { RunEvent } from '../../src/engine/events';
import type { PanelView } from '../../src/protocol';
import { recording, runView, sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

describe('panel: run', function () {
  this.timeout(300_000);
  const open = usePanels();

  it('folds events into what is seen', async () => {
    const { events } = recording();
    const { page, host } = await open({ view: runView(events.slice(0, 1)) });
    for (let i = 1; i < events.length; i += 50) host.tell('events', { events: events.slice(i, i + 50) });
    await page.locator('.savings').waitFor();
    assert.match(
      (await page.locator('.promise').textContent()) ?? '',
      /^With 95% confidence, at most 2\d\d of these \d,\d{3} rows differ from gpt-5's own answer\.( This covers 4,\d{3} of 5,000 rows; the other \w+ failed\.)?$/,
    );
    assert.equal(await page.locator('.model-figure').count(), 3);
    assert.equal(await page.locator('.step.done').count(), 4);
  });

  it('tells the rows that a certificate holds from those that may differ beside it', async () => {
    const { events } = recording();
    const said = async (certifiedRows: number) => {
      const looked = events.findIndex((event) => event.type === 'look-taken');
      const look = { ...events[looked], pathRows: 2927, prefixRows: 2620, certifiedRows } as RunEvent;
      const { page } = await open({ view: runView([...events.slice(0, looked), look]) });
      const pane = page.locator('section', { has: page.locator('.looks') }).last();
      return `${(await pane.locator('.big-figure .sub').textContent())!} | ${(await pane.locator('.looks tbody').textContent())!}`;
    };
    const both = await said(2611);
    assert.match(
      both,
      /2,620 of 2,927 rows can keep a cheaper answer, 9 of them unchecked, within the share you allow to differ/,
    );
    assert.match(both, /9 unchecked/);
    assert.match(
      await said(0),
      /2,620 of 2,927 rows keep a cheaper answer unchecked, within the share you allow to differ/,
    );
    assert.doesNotMatch(await said(2620), /unchecked/);
  });

  it('names the side of a look at a filter, whose sides both count from one', async () => {
    const { events } = recording();
    const looked = events.findIndex((event) => event.type === 'look-taken');
    const looks = (['kept', 'dropped'] as const).map((side) => ({ ...events[looked], look: 1, side }) as RunEvent);
    const { page } = await open({ view: runView([...events.slice(0, looked), ...looks]) });
    assert.deepEqual(await page.locator('.looks tbody th').allTextContents(), ['1, rows to keep', '1, rows to drop']);
  });

  it('draws at most ten times a second, whatever comes', async () => {
    const { events } = recording();
    const progress = events.find((event) => event.type === 'progressed')!;
    const { page, host } = await open({ view: runView(events.slice(0, 40)) });
    await page.evaluate(`window.draws = 0; window.from = performance.now();
        new MutationObserver(() => window.draws++).observe(document.querySelector('.stats'), { childList: true }); 0`);
    for (let i = 0; i < 300; i++) host.tell('events', { events: [{ ...progress, callsDone: 1000 + i }] as RunEvent[] });
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

  it('raises the cap in requests and goes on; money that is not known is not told', async () => {
    const { page, host } = await open(sceneOf('paused-at-requests'));
    const cap = page.locator('vscode-text-field[aria-label="New cap in requests"] input');
    assert.doesNotMatch((await page.locator('.stats').textContent()) ?? '', /unknown|Spent/);
    for (const wrong of ['7597', '400.5']) {
      await cap.fill(wrong);
      await page.getByRole('button', { name: 'Raise cap and resume' }).click();
      await page.getByText('Enter a whole number above 7,597').waitFor();
    }
    assert.equal(host.of('resumeRun').length, 0);
    await cap.fill('15194');
    await page.getByRole('button', { name: 'Raise cap and resume' }).click();
    await until(() => host.of('resumeRun').length === 1, 'resumeRun');
    assert.deepEqual(host.of('resumeRun'), [{ mostRequests: 15194 }]);
  });

  it('raises the cap and goes on, but not to less than was set', async () => {
    const { page, host } = await open(sceneOf('paused'));
    const cap = page.locator('vscode-text-field[aria-label="New cap"] input');
    await cap.fill('0.5');
    await page.getByRole('button', { name: 'Raise cap and resume' }).click();
    await page.getByText('Enter an amount above $0.90').waitFor();
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

  it('shows at once what a stored run came to, and nothing as none that is not known yet', async () => {
    const { events } = recording();
    const upTo = events.slice(0, 60);
    const cancelled: RunEvent = { type: 'run-paused', reason: 'cancelled', message: 'Cancelled; all is kept.' };
    const { page } = await open({ view: { ...runView([...upTo, cancelled]), isRunning: false } as PanelView });
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    assert.match((await page.locator('.step.current').textContent()) ?? '', /Cancelled/);
    assert.equal(await page.locator('.empty:visible').count(), 0);
    const stats = (await page.locator('.stats').textContent()) ?? '';
    assert.match(stats, /Requests\d/);
    const begun = await open({ view: runView(events.slice(0, 1)) });
    const early = (await begun.page.locator('.stats').textContent()) ?? '';
    assert.doesNotMatch(early, /unknown|–|Requests|Spent|Elapsed/);
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

  it('tells how often the reference agreed with itself, or why nobody knows, in the language of the page', async () => {
    const finished = recording().events.at(-1) as Extract<RunEvent, { type: 'run-finished' }>;
    const measured = { rows: 12, agreed: 11, lower: 0.6152, upper: 0.9979 };
    const why = { code: 'paused-by-user', figures: {} } as const;
    for (const [locale, selfAgreement, wanted] of [
      [
        'en',
        { wanted: 12, measured },
        /Asked twice about 12 rows, gpt-5 agreed with itself on 11 \(91\.7%; 61\.5% to 99\.8% at 95% confidence\)\. Even an exact copy of it would not be expected to agree with it more often\.$/,
      ],
      ['en', { wanted: 20, why }, /^How often gpt-5 agrees with itself was not measured\. You paused this run\.$/],
      [
        'zh-cn',
        { wanted: 20, measured, why },
        /^就 12 行询问两次，gpt-5 有 11 行与自身一致（91\.7%；95% 置信度下为 61\.5% 至 99\.8%）。.*原定为 20 行。 ?您暂停了本次运行。$/,
      ],
    ] as const) {
      const { page } = await open({ view: runView([recording().events[0]!, { ...finished, selfAgreement }]), locale });
      const told = await page.locator('.outcome-words .sub').allTextContents();
      assert.ok(
        told.some((text) => wanted.test(text)),
        told.join('\n'),
      );
    }
    const { page } = await open({ view: runView([recording().events[0]!, finished]) });
    assert.doesNotMatch((await page.locator('.outcome-words').textContent()) ?? '', /agree[sd] with itself/);
  });

  it('says unknown money as unknown, never as 0', async () => {
    const { events } = recording();
    const { spentUsd: _, referenceUsd: __, ...progress } = events.find((event) => event.type === 'progressed')!;
    const { page } = await open({
      view: runView([events[0]!, { type: 'phase-started', phase: 'profile', calls: 100 }, progress as RunEvent]),
    });
    const spent = page.locator('.stat', { hasText: 'Spent' });
    assert.match((await spent.textContent()) ?? '', /^Spentunknown of \$5\.00$/);
  });

  it('shows who sends the requests where workers do, and what to start where none does', async () => {
    const { events } = recording();
    const seen = (...workers: readonly [name: string, slots: number, perSecond: number][]): RunEvent => ({
      ...{ type: 'workers-seen', queue: 'redis://gpu0:6379/0' },
      workers: workers.map(([name, slots, perSecond]) => ({ name, slots, perSecond })),
    });
    const { page, host } = await open({ view: runView([seen(), ...events.slice(0, 40)]) });
    await page.getByText('The run waits for a worker.').waitFor();
    assert.match(
      (await page.locator('.run-head').textContent()) ?? '',
      /Start one on any machine: smart worker --queue redis:\/\/gpu0:6379\/0/,
    );
    host.tell('events', { events: [seen(['gpu1:412', 16, 12.25], ['gpu2:97', 32, 30])] });
    await page.getByText('2 workers send the requests, 42 per s').click();
    assert.equal(await page.getByText('The run waits for a worker.').isVisible(), false);
    assert.deepEqual(await page.locator('.workers tbody tr').allInnerTexts(), ['gpu1:412\t16\t12', 'gpu2:97\t32\t30']);
    host.tell('events', { events: [{ type: 'run-paused', reason: 'person', message: 'Paused.' }] });
    await until(async () => !(await page.locator('.workers').isVisible()), 'the workers to go');
  });
});
