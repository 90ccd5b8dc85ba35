import assert from 'node:assert/strict';
import fc from 'fast-check';
import { oneLine, terminalText, withoutLinks } from '../../../src/engine/text/plainText';

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\u001b',
      '\u009b',
      '\u001b[31m',
      '\u001b]0;x\u0007',
      '\r',
      '\n',
      '\t',
      '\u202e',
      '\u2028',
      '[',
      ']',
      '(',
      ')',
      ':',
      '<',
      'command:x',
      'http://x',
      '!',
      ' ',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('text of strangers', () => {
  it('holds nothing that acts on a terminal, and keeps what it says', () => {
    assert.equal(
      terminalText('\u001b[31mred\u001b[0m\r\u009b2K\u0007'),
      '\\u001b[31mred\\u001b[0m\\u000d\\u009b2K\\u0007',
    );
    assert.equal(terminalText('line\n\tnext, ünï, 语言, 🙂'), 'line\n\tnext, ünï, 语言, 🙂');
    fc.assert(
      fc.property(nasty, (text) => {
        assert.doesNotMatch(terminalText(text), /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
        assert.doesNotMatch(oneLine(text), /[\n\t]/);
      }),
    );
  });

  it('keeps the meaning of JSON', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        assert.equal(JSON.parse(terminalText(JSON.stringify(text))), text);
      }),
    );
  });

  it('makes no link of what VS Code and Markdown make links of', () => {
    // As VS Code reads notifications (base/common/linkedText.ts), and Markdown's inline, reference and autolinks.
    const links = [
      /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i,
      /\]\(/,
      /\]\[/,
      /^\s*\[[^\]]*\]:/m,
      /<[a-z][a-z\d+.-]*:/i,
    ];
    for (const text of [
      '[Fix](command:workbench.action.terminal.new)',
      '[a](https://x.example "t")',
      '![x](http://x.example/p.png)',
      '[x][y]\n\n[y]: command:z',
      '<command:z>',
    ])
      for (const link of links) assert.doesNotMatch(withoutLinks(text), link);
    assert.equal(withoutLinks('rows [1, 2] of a[0] (see b): c < d'), 'rows [1, 2] of a[0] (see b): c < d');
    fc.assert(
      fc.property(nasty, (text) => {
        for (const link of links) assert.doesNotMatch(withoutLinks(text), link);
      }),
    );
  });
});
