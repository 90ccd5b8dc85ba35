import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { strToU8, zipSync } from 'fflate';
import { openRows, openRowsAsKept } from '../../../src/host/setup/formRows';
import { scratchFolder } from '../../datasets/scratchFolder';
import { workbookSeed } from '../../security/fuzz/seeds';

const cyrillic = 'id;отзыв\n1;Очень хороший товар, рекомендую всем\n2;Плохо\n3;ok\n';

describe('the rows of a form', () => {
  const scratch = scratchFolder();

  it('tell a guessed encoding with three cells, once, and are read anew in another', async () => {
    const path = scratch.write('a.csv', iconv.encode(cyrillic, 'windows-1251'));
    const guessed = await openRows(path, undefined, undefined, ['a note']);
    assert.deepEqual(guessed.preview.reading, {
      encoding: {
        name: 'windows-1251',
        isGuessed: true,
        cells: ['Очень хороший товар, рекомендую всем', 'Плохо', 'отзыв'],
      },
    });
    assert.deepEqual(guessed.preview.problems, ['a note']);
    const other = await openRows(path, { encoding: 'koi8-r' }, undefined, []);
    const { encoding } = other.preview.reading!;
    assert.deepEqual([encoding!.name, encoding!.isGuessed, encoding!.cells.length], ['koi8-r', false, 3]);
    assert.equal(
      other.sample[1]!.get(other.dataset.columns[1]!),
      iconv.decode(iconv.encode('Плохо', 'windows-1251'), 'koi8-r'),
    );
    await assert.rejects(openRows(path, { encoding: 'klingon' }, undefined, []), /"klingon" is no known encoding/);
  });

  it('offer the sheets of a workbook that are not hidden, and the one that is read', async () => {
    const parts = {
      ...workbookSeed,
      'xl/workbook.xml': workbookSeed['xl/workbook.xml']!.replace(
        'name="B" sheetId="2" state="hidden"',
        'name="B" sheetId="2"',
      ),
      'xl/worksheets/sheet2.xml': workbookSeed['xl/worksheets/sheet1.xml']!.replace(
        '<is><t>bad</t></is>',
        '<is><t>of B</t></is>',
      ),
    };
    const bytes = zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
    const path = scratch.write('w.xlsx', Buffer.from(bytes));
    const first = await openRows(path, undefined, undefined, []);
    assert.deepEqual(first.preview.reading, { sheet: { name: 'A', names: ['A', 'B'] } });
    assert.ok(!first.preview.problems.some((problem) => /--sheet/.test(problem)), first.preview.problems.join());
    const second = await openRows(path, { sheet: 'B' }, undefined, []);
    assert.equal(second.preview.reading!.sheet!.name, 'B');
    assert.equal(second.sample[1]!.get('text'), 'of B');
  });

  it('of UTF-8 have nothing to judge; of a workbook of one sheet and of JSON nothing to choose', async () => {
    const plain = await openRows(scratch.write('u.csv', Buffer.from('a\né\n')), undefined, undefined, []);
    assert.deepEqual(plain.preview.reading, { encoding: { name: 'utf-8', isGuessed: false, cells: [] } });
    const json = await openRows(scratch.write('u.jsonl', Buffer.from('{"a":"é"}\n')), undefined, undefined, []);
    assert.equal(json.preview.reading, undefined);
  });

  it('are read as they were before the window was closed, unless the file is another one by now', async () => {
    const path = scratch.write('k.csv', iconv.encode(cyrillic, 'windows-1251'));
    const again = await openRowsAsKept({ encoding: 'koi8-r' }, path, undefined, []);
    assert.deepEqual(again.reading, { encoding: 'koi8-r' });
    const other = await openRowsAsKept({ encoding: 'no such' }, path, undefined, []);
    assert.equal(other.reading, undefined);
    assert.equal(other.preview.reading!.encoding!.name, 'windows-1251');
  });
});
