// A comment that names a source file sends its reader there: the file is there.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts'));
}

/** `ladder.ts`, `strategies/unlabelled.ts`: by its end, as comments name files. */
const named = /(?<![\w:/.*-])(?:[\w.-]+\/)*[\w.-]*\w\.ts\b/g;
/** Of others: VS Code's declarations, and a file of its own source. */
const others = new Set(['vscode.d.ts', 'base/common/linkedText.ts']);

/** Line by line: parsing everything would take seconds, and a string that looks like a comment names files that are there, too. */
function commentsOf(text: string): string[] {
  return text.split('\n').flatMap((line) => /(?:^|\s)(?:\/\/|\/\*\*?|\*)\s(.*)$/.exec(line)?.[1] ?? []);
}

describe('files that comments name', () => {
  it('are there', () => {
    const files = ['src', 'webview-ui', 'test'].flatMap(filesIn);
    const known = files.map((file) => `/${file}`);
    const missing: string[] = [];
    let met = 0;
    for (const file of files.filter((each) => !each.includes('fixtures')))
      for (const comment of commentsOf(readFileSync(join(root, file), 'utf8')))
        for (const [name] of comment.matchAll(named)) {
          if (others.has(name)) continue;
          met++;
          const end = `/${name.replace(/^(?:\.{1,2}\/)+/, '')}`;
          if (!known.some((each) => each.endsWith(end))) missing.push(`${file}: ${name}`);
        }
    assert.ok(met > 100, `${String(met)} names`);
    assert.deepEqual(missing, []);
  });
});
