import assert from 'node:assert/strict';
import { sceneNames, sceneOf } from './harness/scenes';
import { usePanels } from './harness/usePanels';

/** In the page: what is cut off, sticks out at the side, or lies over other text. Places that scroll by themselves are left out. */
const troubles = `(() => {
  const scrolls = (e) => e.closest('.grid, .scroller, pre, textarea, .prompt-box, [class*=prompt]') !== null;
  const isHidden = (e) => !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
    getComputedStyle(e).clipPath !== 'none' || e.closest('.visually-hidden') !== null;
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
      texts.push({ name, element, rect });
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

describe('panel: 400 px wide', function () {
  this.timeout(300_000);
  const open = usePanels();

  for (const scene of sceneNames)
    it(`shows everything: ${scene}`, async () => {
      const { page } = await open({ ...sceneOf(scene), width: 400 });
      assert.ok(
        await page.evaluate<boolean>(
          'document.documentElement.scrollWidth <= document.documentElement.clientWidth && document.documentElement.clientWidth <= 400',
        ),
      );
      assert.deepEqual(await page.evaluate(troubles), []);
    });
});
