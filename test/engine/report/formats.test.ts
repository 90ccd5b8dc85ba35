import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'node-html-parser';
import { escapeHtml } from '../../../src/engine/report/escapeHtml';
import { formatHtml } from '../../../src/engine/report/formatHtml';
import { formatJson } from '../../../src/engine/report/formatJson';
import { formatMarkdown } from '../../../src/engine/report/formatMarkdown';
import { assertGolden } from '../../golden';
import { lookTable } from '../../../src/engine/report/tables';
import { certifiedRun, embeddedRun, pausedRun } from './cases';

const runs = { certified: certifiedRun, embedded: embeddedRun, paused: pausedRun };
const formats = { md: formatMarkdown, html: formatHtml, json: formatJson };

describe('report formats', () => {
  for (const [name, run] of Object.entries(runs)) {
    for (const [ending, format] of Object.entries(formats)) {
      it(`${name} run as ${ending}, as accepted`, () => {
        assertGolden(`report/${name}.${ending}`, format(run()));
      });
    }
  }

  it('shows hostile texts as text: no element of theirs, no script, nothing fetched', () => {
    const html = formatHtml(pausedRun());
    const page = parse(html);
    for (const tag of ['script', 'img', 'a', 'link', 'iframe', 'b > *'])
      assert.deepEqual(page.querySelectorAll(tag), []);
    const handlers = page
      .querySelectorAll('*')
      .flatMap((element) => Object.keys(element.attributes).filter((name) => /^on|^src$|^href$/.test(name)));
    assert.deepEqual(handlers, []);
    assert.match(page.querySelector('pre')!.text, /<img src=x onerror="alert\(1\)">/);
    assert.doesNotMatch(html, /url\(|@import|https?:/);
    assert.match(html, /default-src 'none'/);
  });

  it('keeps hostile texts inside one cell of a Markdown table', () => {
    const lines = formatMarkdown(pausedRun()).split('\n');
    const cells = (line: string) => line.replace(/\\\||\\\\/g, '').split('|').length;
    lines.forEach((line, index) => {
      const before = lines[index - 1];
      if (line.startsWith('|') && before?.startsWith('|')) assert.equal(cells(line), cells(before), line);
    });
  });

  it('escapes any text so that a parser reads the same text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const page = parse(`<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>`);
        assert.equal(page.querySelectorAll('*').length, 1);
        assert.equal(page.querySelector('p')!.text.replaceAll('\u00a0', ' '), text);
      }),
    );
  });

  it('names the side of a look at a filter, whose sides both count from one', () => {
    const data = certifiedRun();
    const [first] = data.looks;
    const looks = [{ ...first!, side: 'kept' } as const, { ...first!, side: 'dropped' } as const];
    const rows = lookTable({ ...data, looks }).rows;
    assert.deepEqual(
      rows.map(([look]) => look),
      ['1, rows to keep', '1, rows to drop'],
    );
    assert.deepEqual(rows[0]!.slice(1), lookTable(data).rows[0]!.slice(1));
  });

  it('never prints unknown money as $0', () => {
    const html = formatHtml(pausedRun());
    assert.match(html, /<dt>Cost so far<\/dt><dd>unknown<\/dd>/);
    assert.match(html, /<dt>Reference alone<\/dt><dd>unknown<\/dd>/);
    assert.doesNotMatch(html, /\$0</);
  });
});
