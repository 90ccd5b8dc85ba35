import assert from 'node:assert/strict';
import type { PanelNews, ResultRow } from '../../src/protocol';
import { dataset, draft, feedbackOn } from './harness/fakeHost';
import { sceneOf } from './harness/scenes';
import { usePanels } from './harness/usePanels';

describe('panel: hostile text', function () {
  this.timeout(300_000);
  const open = usePanels();

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
          id: 'hostile',
          dataset: data,
          models: [{ id: evil, provider: evil, destination: evil, price: evil, note: evil, readiness: 'key-missing' }],
          draft: now,
          feedback,
        },
      },
    });
    assert.equal(await page.evaluate('document.querySelectorAll(".place img, .place script").length'), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });

  const events: PanelNews['events']['events'] = [
    { type: 'noted', message: evil },
    { type: 'row-failed', row: 1, model: evil, kind: evil, message: evil },
    { type: 'model-profiled', model: 'gpt-5-nano', asked: 10, agreed: 9, status: 'pruned', why: evil },
    { type: 'profiling-stopped', why: evil },
  ];

  it('stays text in every place of a run that goes on', async () => {
    const { page, host } = await open({ view: sceneOf('applying').view });
    host.tell('events', { events });
    await page.locator('.failures').waitFor();
    assert.equal(await page.evaluate('document.querySelectorAll(".place img, .place script").length'), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });

  it('stays text in every place of a finished run', async () => {
    const { view } = sceneOf('finished');
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
          ...{ delivered: evil, correction: evil, askable: [evil] },
          again: [{ model: evil, text: evil, status: evil }],
        }),
      },
    });
    host.tell('events', { events });
    await page.locator('.grid-rows .column-answer').first().click();
    await page.locator('.drawer .why').waitFor();
    assert.equal(await page.evaluate('document.querySelectorAll(".place img, .place script").length'), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });
});
