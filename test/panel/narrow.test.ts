import assert from 'node:assert/strict';
import { sceneNames, sceneOf } from './harness/scenes';
import { until, usePanels } from './harness/usePanels';

/** In the page: what is cut off, sticks out at the side, or lies over other text. Places that scroll by themselves are left out. */
const troubles = `(() => {
  const scrolls = (e) => e.closest('.grid, .scroller, pre, textarea, .prompt-box, [class*=prompt]') !== null;
  const isHidden = (e) => !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
    getComputedStyle(e).clipPath !== 'none' || e.closest('.visually-hidden') !== null;
  /** What is in sight of it where something around it scrolls. */
  const inSight = (element, { left, right, top, bottom }) => {
    for (let box = element; box !== null && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowY !== 'auto') continue;
      const frame = box.getBoundingClientRect();
      [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
    }
    return { left, right, top, bottom };
  };
  const texts = [];
  const found = [];
  const walk = document.createTreeWalker(document.querySelector('.page'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { currentNode: node } = walk;
    const element = node.parentElement;
    if (node.textContent.trim() === '' || isHidden(element) || scrolls(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const name = element.className + ' "' + node.textContent.trim().slice(0, 40) + '"';
    const frame = element.closest('.pane, .card')?.getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      if (frame && rect.right > frame.right) found.push('sticks out of its frame: ' + name);
      if (rect.right > innerWidth + 1 || rect.left < -1) found.push('sticks out: ' + name);
      texts.push({ name, element, rect: inSight(element, rect) });
    }
    for (let box = element; box !== null && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      const isCut = box.scrollWidth > box.clientWidth + 1 && style.overflowX !== 'visible' && style.display !== 'inline';
      if (isCut && box.closest('[title]') === null) found.push('cut off: ' + name);
    }
  }
  for (let i = 0; i < texts.length; i++)
    for (let j = i + 1; j < texts.length; j++) {
      const [a, b] = [texts[i], texts[j]];
      if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
      const width = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
      const height = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
      if (width > 2 && height > 4) found.push('over one another: ' + a.name + ' and ' + b.name);
    }
  return [...new Set(found)];
})()`;

/** 640 px is a window of 1280 px at 200 % as well; 930 px one of 1280 px with its side bar. */
const widths = [320, 400, 640, 860, 930, 1280];

describe('panel: narrow and wide', function () {
  this.timeout(300_000);
  const open = usePanels();

  for (const scene of sceneNames)
    it(`shows everything at every width: ${scene}`, async () => {
      const { page } = await open({ ...sceneOf(scene), width: widths[0]! });
      for (const width of widths) {
        await page.setViewportSize({ width, height: 860 });
        await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
        await page.waitForFunction(`document.documentElement.clientWidth <= ${String(width)}`);
        assert.ok(
          await page.evaluate<boolean>('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
          `${String(width)} px`,
        );
        assert.deepEqual(await page.evaluate(troubles), [], `${String(width)} px`);
      }
    });

  it('stacks the facts of a model where the form is narrow, whatever the window is', async () => {
    const { page } = await open({ ...sceneOf('setup'), width: 930 });
    for (const width of [930, 640, 400]) {
      await page.setViewportSize({ width, height: 860 });
      const boxes = await page.evaluate<readonly number[]>(
        `[...document.querySelector('.rung').children].map((part) => part.getBoundingClientRect().top)`,
      );
      assert.ok(boxes[2]! > boxes[0]! + 4, `the cost stands below the name at ${String(width)} px`);
      assert.ok(
        (await page
          .locator('.rung-name')
          .first()
          .evaluate((name) => name.clientHeight)) < 40,
        'a broken name',
      );
    }
  });

  it('fades the cards out above Start while there is more to scroll to, and no further', async () => {
    const { page } = await open({ ...sceneOf('setup'), width: 1280 });
    await page.setViewportSize({ width: 1280, height: 600 });
    const fade = () =>
      page.evaluate<string>(
        "getComputedStyle(document.querySelector('.setup-cards')).getPropertyValue('--more-below')",
      );
    await until(async () => (await fade()) === '36px', 'the fade');
    await page.locator('.setup-cards').evaluate((cards) => {
      cards.scrollTop = cards.scrollHeight;
    });
    await until(async () => (await fade()) === '0px', 'no fade at the end');
  });

  it('asks how labelled rows were picked below their column, once there is one', async () => {
    const { page } = await open({ ...sceneOf('setup'), width: 640 });
    await page.locator('.more summary').click();
    const box = page.getByRole('checkbox', { name: 'The labelled rows were drawn at random' });
    const column = page.getByRole('textbox', { name: 'Column with labels you already have' });
    assert.equal(await box.isVisible(), false);
    await column.fill('sentiment');
    await box.waitFor();
    assert.ok((await box.boundingBox())!.y > (await column.boundingBox())!.y);
  });

  it('draws one measurement as a line, not as a chart', async () => {
    const scene = sceneOf('profiling');
    if (scene.view.view !== 'run') throw new Error('not a run');
    const { history } = scene.view.state;
    const last = new Map(history.map((profile) => [profile.model, profile]));
    const view = { ...scene.view, state: { ...scene.view.state, history: [...last.values()] } };
    const { page } = await open({ ...scene, view, width: 1280 });
    await page.locator('.interval-bar').first().waitFor();
    assert.equal(await page.locator('.funnel').count(), 0);
    assert.ok(
      (await page
        .locator('.model-figure')
        .first()
        .evaluate((figure) => figure.clientHeight)) < 120,
    );
  });
});
