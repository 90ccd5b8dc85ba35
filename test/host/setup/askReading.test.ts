import assert from 'node:assert/strict';
import { strToU8, zipSync } from 'fflate';
import { InputError } from '../../../src/engine/inputError';
import { openAsking, type ReadingQuestion } from '../../../src/host/setup/askReading';
import { openRows } from '../../../src/host/setup/formRows';
import { scratchFolder } from '../../datasets/scratchFolder';
import { workbookSeed } from '../../security/fuzz/seeds';

describe('what only the user can say before rows can be read', () => {
  const scratch = scratchFolder();
  const opening = (path: string) => (reading: Parameters<typeof openRows>[1]) => openRows(path, reading, 'x', []);
  type Asked = { readonly question: ReadingQuestion; readonly sentence: string };
  const answering = (...answers: (string | undefined)[]) => {
    const asked: Asked[] = [];
    const ask = async (question: ReadingQuestion, sentence: string) => {
      asked.push({ question, sentence });
      return answers[asked.length - 1];
    };
    return { asked, ask };
  };
  /** Bytes of no legacy encoding's usual letters. */
  const unguessable = () =>
    scratch.write('u.csv', Buffer.from([...Buffer.from('id,text\n1,'), 0x81, 0x8d, 0x8f, 0x90, 0x9d, 0x0a]));

  it('an encoding that cannot be guessed is asked for, with the sentence, until it reads the rows', async () => {
    const { asked, ask } = answering('klingon', 'cp866');
    await assert.rejects(openAsking(opening(unguessable()), undefined, ask), /"klingon" is no known encoding/);
    const again = answering('cp866');
    const { dataset, reading } = await openAsking(opening(unguessable()), undefined, again.ask);
    assert.equal(dataset.rowCount, 1);
    assert.deepEqual(reading, { encoding: 'cp866' });
    assert.deepEqual(asked[0]!.question, { about: 'encoding' });
    assert.match(again.asked[0]!.sentence, /u\.csv, line 2: not UTF-8, and its encoding cannot be guessed/);
    assert.equal(again.asked.length, 1);
  });

  it('of a workbook whose first sheet has no rows, another one is asked for', async () => {
    const parts = {
      ...workbookSeed,
      'xl/workbook.xml': workbookSeed['xl/workbook.xml']!.replace(
        'name="B" sheetId="2" state="hidden"',
        'name="B" sheetId="2"',
      ),
      'xl/worksheets/sheet1.xml': workbookSeed['xl/worksheets/sheet1.xml']!.replace(
        /<sheetData>.*<\/sheetData>/s,
        '<sheetData/>',
      ),
      'xl/worksheets/sheet2.xml': workbookSeed['xl/worksheets/sheet1.xml']!,
    };
    const path = scratch.write(
      'w.xlsx',
      Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])))),
    );
    const { asked, ask } = answering('B');
    const { reading, dataset } = await openAsking(opening(path), undefined, ask);
    assert.deepEqual([reading, dataset.rowCount > 0], [{ sheet: 'B' }, true]);
    assert.deepEqual(asked[0]!.question, { about: 'sheet', sheets: ['B'] });
    assert.match(asked[0]!.sentence, /the sheet "A" has no rows/);
  });

  it('who leaves the question is told the sentence, and of what has no choice nothing is asked', async () => {
    const left = answering(undefined);
    await assert.rejects(openAsking(opening(unguessable()), undefined, left.ask), InputError);
    assert.equal(left.asked.length, 1);
    const none = answering();
    await assert.rejects(
      openAsking(opening(scratch.write('e.csv', Buffer.from('a,b\n'))), undefined, none.ask),
      /no rows/,
    );
    assert.equal(none.asked.length, 0);
  });
});
