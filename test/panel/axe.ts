// Runs axe in an open page, and tells what it found in lines that say what to mend.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { themeNames, themeSwitch } from './harness/themes';

type Finding = {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
};

const source = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
/** @param tags of axe's rules: WCAG 2.1 A and AA, and what axe calls best practice; leaves out what is experimental */
const run = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then((r) =>
  r.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))`;

/** Findings of any weight in every theme of VS Code; none: the page is sound. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(source);
  const lines: string[] = [];
  for (const theme of themeNames) {
    await page.evaluate(themeSwitch(theme));
    for (const { id, nodes } of await page.evaluate<Finding[]>(run))
      for (const { html, failureSummary } of nodes)
        lines.push(`${theme}: ${id}: ${html.slice(0, 160)} ${failureSummary}`);
  }
  return lines;
}
