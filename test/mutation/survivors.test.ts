// The list of explained survivors: each has a reason of a known kind and stands in code that exists; a mutant is met by its place and text.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { explain, kinds, readSurvivors, type Survivor } from './survivors';

describe('surviving mutants', () => {
  it('have a reason, and code that exists', () => {
    for (const { file, code, original, why } of readSurvivors()) {
      assert.ok(
        kinds.some((kind) => why.startsWith(`${kind}: `) && why.length > kind.length + 10),
        `${file}: ${code}: "${why}" must start with one of ${kinds.join(', ')} and say why`,
      );
      const path = join(projectRoot, file);
      assert.ok(existsSync(path), file);
      const text = readFileSync(path, 'utf8');
      assert.ok(text.includes(code) && text.includes(original), `${file} no longer has: ${code}`);
    }
  });

  it('are met by place and text, whatever line they stand in, and those never met are named', () => {
    const survivor: Survivor = {
      file: 'a.ts',
      code: 'if (a >= b)',
      original: 'a >= b',
      replacement: 'a > b',
      why: 'tie: x',
    };
    const { reasonOf, unmet } = explain([survivor, { ...survivor, replacement: 'true' }]);
    const mutant = { ...survivor, id: '7', line: 99, column: 4 };
    assert.equal(reasonOf(mutant), 'tie: x');
    assert.equal(reasonOf({ ...mutant, original: 'a' }), undefined);
    assert.deepEqual(
      unmet().map(({ replacement }) => replacement),
      ['true'],
    );
  });
});
