// The lists of explained survivors: each has a reason of a known kind and stands in code that exists; a mutant is met by its place and text.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { roomOf, rooms } from './rooms';
import {
  explain,
  kinds,
  readAllSurvivors,
  readSurvivors,
  type Survivor,
  survivorsFile,
  survivorsFolder,
} from './survivors';

describe('surviving mutants', () => {
  it('have a reason, and code that exists', () => {
    for (const { file, code, original, why } of readAllSurvivors()) {
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

  it('stand in the file of their room, in the order of the sources', () => {
    for (const room of rooms) {
      const files = readSurvivors(room).map(({ file }) => file);
      assert.deepEqual(files, [...files].sort(), survivorsFile(room));
      for (const file of files) assert.equal(roomOf(file), room, `${survivorsFile(room)} names ${file}`);
    }
    const named = rooms.map(survivorsFile);
    for (const file of readdirSync(join(projectRoot, survivorsFolder)))
      assert.ok(named.includes(join(survivorsFolder, file)), `${file} is of no room of test/mutation/rooms.ts`);
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
