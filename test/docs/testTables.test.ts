// Tables of the documentation that say which test shows something name tests, or folders of tests, that exist.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
/** `app/twoSystems`, or a bare name beside the one before it; anything else in code is no test. */
const named = /^[a-zA-Z]+(\/[a-zA-Z]+)*$/;

function testsIn(text: string): string[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const isOfTests = rows.some((row) => /\| tests? +\|$/.test(row));
  return (isOfTests ? rows : []).flatMap((row) => {
    let folder = '';
    return [
      ...row
        .split('|')
        .at(-2)!
        .matchAll(/(host test )?`([^`]+)`/g),
    ].flatMap(([, inHost, name]) => {
      if (!named.test(name!)) return [];
      if (inHost !== undefined) return [join('host', name!)];
      const path = name!.includes('/') ? name! : join(folder, name!);
      folder = dirname(path);
      return [path];
    });
  });
}

describe('a table of tests', () => {
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const found = ['SECURITY.md', ...pages.map((page) => `docs/${page}`)].map(
    (page) => [page, testsIn(readFileSync(join(root, page), 'utf8'))] as const,
  );
  for (const [page, tests] of found.filter(([, each]) => each.length > 0))
    it(`names tests that exist: ${page}`, () => {
      for (const path of tests)
        assert.ok(
          ['', '.test.ts', '.script.ts', '.ts'].some((ending) => existsSync(join(root, 'test', path + ending))),
          `${page}: ${path}`,
        );
    });
  it('is found', () => assert.ok(found.filter(([, tests]) => tests.length > 10).length >= 2));

  it('has a test for every threat', () => {
    const threats = readFileSync(join(root, 'SECURITY.md'), 'utf8')
      .split('\n')
      .filter((line) => /^\| \d/.test(line));
    assert.ok(threats.length >= 24);
    for (const line of threats) assert.match(line.split('|').at(-2)!, /`[a-zA-Z/]+`/, line);
  });
});
