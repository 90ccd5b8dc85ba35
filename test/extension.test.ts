// What VS Code reads when it wakes the extension up: names only. The engine, the formats and the SDKs lie in another bundle.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from './host/hostFolder';

const file = join(projectRoot, 'dist', 'extension.js');

describe('the extension as VS Code wakes it up', () => {
  it('needs nothing but VS Code and Node', () => {
    assert.ok(existsSync(file), 'dist/extension.js is not built');
    const source = readFileSync(file, 'utf8');
    const needed = [...source.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name!.replace(/^node:/, ''));
    assert.ok(needed.includes('vscode'));
    assert.deepEqual(
      needed.filter((name) => name !== 'vscode' && !builtinModules.includes(name)),
      [],
    );
    assert.doesNotMatch(source, /anthropic|openai|zod|csv-parse|gpt-tokenizer/i);
    assert.match(source, /onDemand\.js/);
  });

  it('is a few kilobytes', () => {
    assert.ok(statSync(file).size < 20_000, `${String(statSync(file).size)} bytes`);
  });
});
