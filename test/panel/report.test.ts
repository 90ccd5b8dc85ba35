// The report in its tab of the editor: the page as it is exported, beside it the colours of VS Code's theme.
import assert from 'node:assert/strict';
import { editorStyle } from '../../src/engine/report/htmlStyle';
import { formatHtml } from '../../src/engine/report/formatHtml';
import type { ReportData } from '../../src/engine/report/reportData';
import { certifiedRun, embeddedRun, pausedRun } from '../engine/report/cases';
import { firstLaunchMs } from '../machine/chromium';
import { useStarted } from '../machine/useStarted';
import { axeFindings } from './axe';
import { launchBrowser } from './harness/openPanel';

const afterwards = { corrected: 3, isInResult: true, askedAgain: 2, againUsd: 0.0012 };
const reports: Readonly<Record<string, () => ReportData>> = {
  'a certified run that was corrected since': () => ({ ...certifiedRun(), afterwards }),
  'a run with failures': embeddedRun,
  'a paused run with hostile texts': pausedRun,
};

describe('panel: report', function () {
  this.timeout(120_000);
  const browser = useStarted(launchBrowser, firstLaunchMs);

  for (const [name, report] of Object.entries(reports))
    it(`has no axe finding in any theme: ${name}`, async () => {
      const page = await browser().newPage();
      try {
        await page.setContent(formatHtml(report()).replace('</head>', () => `<style>${editorStyle}</style></head>`));
        assert.deepEqual(await axeFindings(page), []);
        for (const width of [400, 640, 1280]) {
          await page.setViewportSize({ width, height: 860 });
          const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
          assert.equal(await page.evaluate(isWide), false, `sticks out at ${String(width)} px`);
        }
      } finally {
        await page.close();
      }
    });
});
