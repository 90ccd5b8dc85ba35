import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readParityFile, type ParityCase, type PublishedName } from '../../src/datasets/parityFile';
import { differences, solveParityCase } from '../../src/cli/parityRun';
import { runSmart } from '../support/runSmart';

const shared = join(__dirname, '../../../../shared/data/smart/parity.json.gz');

const further = join(__dirname, '../../../test/fixtures/published/further-cases.json.gz');

function differencesOf(parityCase: ParityCase): string[] {
  return Object.entries(parityCase.expected).flatMap(([published, wanted]) =>
    differences(wanted, solveParityCase(parityCase, published as PublishedName)).map((line) => `${published}: ${line}`),
  );
}

describe('the published strategies', () => {
  it('answer further cases as an independent solution on scipy does (generator: generate.py beside them)', () => {
    const cases = readParityFile(further);
    assert.equal(cases.length, 60);
    for (const parityCase of cases) assert.deepEqual(differencesOf(parityCase), [], parityCase.name);
  });

  it('answer every case of the parity file as the published code did', function () {
    if (!existsSync(shared)) {
      console.log(`    ${shared} is absent; nothing compared`);
      this.skip();
    }
    for (const parityCase of readParityFile(shared)) {
      assert.deepEqual(differencesOf(parityCase), [], parityCase.name);
    }
  });
});

describe('smart parity', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smart-parity-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const [good] = readParityFile(further);
  const write = (name: string, content: unknown) => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify({ cases: [content] }));
    return file;
  };

  it('exits 1 with the differences where one differs', async () => {
    const wanted = good!.expected['multi-model']!;
    const answered = { ...wanted.answered, reference: wanted.answered['reference']! - 1 };
    const file = write('other.json', { ...good, expected: { 'multi-model': { ...wanted, answered } } });
    const { code, stdout } = await runSmart('parity', file);
    assert.equal(code, 1);
    assert.match(stdout, /model-mix:\n {2}reference answered \d+ rows, published \d+\n0 of 1 cases equal/);
  });

  it('exits 2 with a clear sentence on a bad file', async () => {
    const cases: [string, RegExp][] = [
      [join(folder, 'absent.json'), /absent\.json cannot be read/],
      [write('broken.json', '{\n  "cases": [,]\n}'), /broken\.json, line 2: not JSON: /],
      [write('empty.json', '{"cases":[]}'), /empty\.json: cases: /],
      [write('short.json', { ...good, n: 3 }), /case "further-0[^"]*": conforms of \S+ has 101 rows where n is 3/],
      [write('lost.json', { ...good, reference: 'gpt-9' }), /the reference "gpt-9" is not among its models/],
      [write('text.json', { ...good, confidence: 'high' }), /cases\.0\.confidence: /],
    ];
    for (const [file, wanted] of cases) {
      const { code, stderr } = await runSmart('parity', file);
      assert.equal(code, 2, file);
      assert.match(stderr, wanted);
    }
  });
});
