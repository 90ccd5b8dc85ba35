import assert from 'node:assert/strict';
import {
  linkSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  unlinkSync,
  mkdirSync,
} from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { InputError } from '../../src/engine/inputError';
import { openDataset } from '../../src/datasets/openDataset';
import { writeResults, type ResultsRequest } from '../../src/datasets/results/writeResults';
import { scratchFolder } from './scratchFolder';

describe('writeResults', () => {
  const scratch = scratchFolder();
  let count = 0;

  /** Writes `content` to a file, appends one column of answers, returns the output's bytes. */
  async function append(
    name: string,
    content: string | Uint8Array,
    answers: readonly (string | number | undefined)[],
    more: Partial<ResultsRequest> & { readonly outName?: string } = {},
  ) {
    const folder = scratch.path(String(count++));
    mkdirSync(folder);
    const path = scratch.write(`${String(count - 1)}/${name}`, content);
    const outPath = `${folder}/${more.outName ?? `out.${name.slice(name.indexOf('.') + 1)}`}`;
    const dataset = await openDataset(path);
    const written = await writeResults({
      dataset,
      outPath,
      columns: ['smart_answer'],
      valuesOf: (row) => [answers[row]],
      ...more,
    });
    assert.deepEqual(readFileSync(path), Buffer.from(content as string));
    const bytes = readFileSync(outPath);
    assert.equal(written.bytes, bytes.length);
    return { bytes, text: bytes.toString(), written, path, outPath, folder };
  }

  const kept: readonly [
    title: string,
    name: string,
    input: string,
    answers: (string | number | undefined)[],
    output: string,
  ][] = [
    ['CSV', 'a.csv', 'id,text\n007,good\n2,"b"\n', ['yes', 'no'], 'id,text,smart_answer\n007,good,yes\n2,"b",no\n'],
    ['the lack of a final line end', 'a.csv', 'id\n1', ['yes'], 'id,smart_answer\n1,yes'],
    ['line ends, each its own', 'a.csv', 'id\r\n1\n2\r\n', ['a', 'b'], 'id,smart_answer\r\n1,a\n2,b\r\n'],
    ['old Mac line ends', 'a.csv', 'id,x\r1,2\r', ['a'], 'id,x,smart_answer\r1,2,a\r'],
    ['blank lines', 'a.csv', '\nid,x\n\n1,2\n\n\n', ['a'], '\nid,x,smart_answer\n\n1,2,a\n\n\n'],
    ['semicolons', 'a.csv', 'id;x\n1;2,5\n', ['a;b'], 'id;x;smart_answer\n1;2,5;"a;b"\n'],
    ['a stated delimiter', 'a.csv', 'sep=;\r\nid;x\r\n1;2\r\n', ['a'], 'sep=;\r\nid;x;smart_answer\r\n1;2;a\r\n'],
    ['quotes around everything', 'a.csv', '"id","x"\n"1","2"\n', ['a', 'b'], '"id","x","smart_answer"\n"1","2","a"\n'],
    ['a byte order mark', 'a.csv', '\ufeffid\n1\n', ['a'], '\ufeffid,smart_answer\n1,a\n'],
    ['nothing as an empty cell', 'a.csv', 'id\n1\n2\n', [undefined, ''], 'id,smart_answer\n1,\n2,\n'],
    [
      'answers that need quotes',
      'a.csv',
      'id\n1\n2\n3\n',
      ['a,"b"', 'x\ny', ' z'],
      'id,smart_answer\n1,"a,""b"""\n2,"x\ny"\n3," z"\n',
    ],
    ['TSV', 'a.tsv', 'id\tx\n1\ta, b\n', ['c, d'], 'id\tx\tsmart_answer\n1\ta, b\tc, d\n'],
    ['TSV without quoting', 'a.tsv', 'id\tx\n1\t"a\n', ['"b\tc'], 'id\tx\tsmart_answer\n1\t"a\t"b c\n'],
    [
      'JSON lines',
      'a.jsonl',
      '{"id":1.0,"x":12345678901234567890}\n{"id":2}\n',
      ['a', undefined],
      '{"id":1.0,"x":12345678901234567890,"smart_answer":"a"}\n{"id":2,"smart_answer":null}\n',
    ],
    [
      'JSON lines with blanks',
      'a.jsonl',
      ' { "id": 1 }  \r\n\r\n{}\n',
      ['"q"', 3],
      ' { "id": 1, "smart_answer": "\\"q\\"" }  \r\n\r\n{"smart_answer":3}\n',
    ],
    [
      'a JSON array',
      'a.json',
      '[{"id": 1}, {"id": 2}]',
      ['a', 'b'],
      '[{"id": 1, "smart_answer": "a"}, {"id": 2, "smart_answer": "b"}]',
    ],
    [
      'an indented JSON array',
      'a.json',
      '[\n  {\n    "id": 1\n  }\n]\n',
      ['a'],
      '[\n  {\n    "id": 1,\n    "smart_answer": "a"\n  }\n]\n',
    ],
    [
      'JSON lines in a .json file',
      'a.json',
      '{"id":1}\n{"id":2}\n',
      ['a', 'b'],
      '{"id":1,"smart_answer":"a"}\n{"id":2,"smart_answer":"b"}\n',
    ],
  ];
  for (const [title, name, input, answers, output] of kept) {
    it(`keeps ${title}`, async () => {
      assert.equal((await append(name, input, answers)).text, output);
    });
    it(`gives ${title} back byte for byte when nothing is appended`, async () => {
      assert.equal((await append(name, input, [], { columns: [], valuesOf: () => [] })).text, input);
    });
  }

  it('keeps UTF-16 with its mark', async () => {
    for (const encoding of ['utf-16le', 'utf-16be']) {
      const input = iconv.encode('id,x\r\n1,ü😀\r\n', encoding, { addBOM: true });
      const output = iconv.encode('id,x,smart_answer\r\n1,ü😀,é\r\n', encoding, { addBOM: true });
      assert.deepEqual((await append('a.csv', input, ['é'])).bytes, output);
    }
  });

  it('keeps windows-1252, and turns to UTF-8 where an answer needs it', async () => {
    const input = Buffer.from('id,x\n1,na\xefve\n', 'latin1');
    const same = await append('a.csv', input, ['\u20ac']);
    assert.deepEqual(same.bytes, Buffer.from('id,x,smart_answer\n1,na\xefve,\x80\n', 'latin1'));
    const other = await append('a.csv', input, ['→']);
    assert.equal(other.text, '\ufeffid,x,smart_answer\n1,naïve,→\n');
    assert.match(other.written.warnings.join(' '), /windows-1252 lacks the character "→"/);
  });

  it('packs what was packed', async () => {
    const { bytes } = await append('a.csv.gz', gzipSync('id\n1\n'), ['a']);
    assert.equal(gunzipSync(bytes).toString(), 'id,smart_answer\n1,a\n');
  });

  it('writes the first rows only where the run was limited', async () => {
    const limited = { rowCount: 2 };
    const csv = await append('a.csv', 'id\n1\n2\n3\n', ['a', 'b'], limited);
    assert.equal(csv.text, 'id,smart_answer\n1,a\n2,b\n');
    const array = await append('a.json', '[\n  {"id":1},\n  {"id":2},\n  {"id":3}\n]\n', ['a', 'b'], limited);
    assert.deepEqual(JSON.parse(array.text), [
      { id: 1, smart_answer: 'a' },
      { id: 2, smart_answer: 'b' },
    ]);
    assert.equal(
      (await append('a.jsonl', '{"id":1}\n{"id":2}\n{"id":3}\n', ['a', 'b'], limited)).text,
      '{"id":1,"smart_answer":"a"}\n{"id":2,"smart_answer":"b"}\n',
    );
  });

  it('finds free names for its columns', async () => {
    const { text, written } = await append('a.csv', 'smart_answer,smart_answer_2\n1,2\n', ['a']);
    assert.equal(text, 'smart_answer,smart_answer_2,smart_answer_3\n1,2,a\n');
    assert.deepEqual(written.columns, ['smart_answer_3']);
    assert.match(written.warnings[0]!, /already has a column "smart_answer"/);
  });

  it('escapes formulas on request, numbers and original cells never', async () => {
    const input = 'id\n=1+1\n2\n3\n4\n';
    const answers = ['=cmd()', '-5', '@x', '+a'];
    assert.equal(
      (await append('a.csv', input, answers, { escapeFormulas: true })).text,
      "id,smart_answer\n=1+1,'=cmd()\n2,-5\n3,'@x\n4,'+a\n",
    );
    assert.equal((await append('a.csv', input, answers)).text, 'id,smart_answer\n=1+1,=cmd()\n2,-5\n3,@x\n4,+a\n');
  });

  it('tells in which rows formulas stand, once, and changes neither them nor JSON', async () => {
    const answers = ['=cmd()', '-5', '@x', '- a list'];
    const input = 'id\n1\n2\n3\n4\n';
    const { written } = await append('a.csv', input, answers);
    assert.deepEqual(written.warnings, [
      'Result cells of rows 1, 3, 4 begin like a formula of a spreadsheet (=, +, -, @) and stand as they are; the option escapeFormulas (--escape-formulas) puts an apostrophe before them.',
    ]);
    assert.deepEqual((await append('a.csv', input, answers, { escapeFormulas: true })).written.warnings, []);
    assert.deepEqual((await append('a.csv', input, ['a', '-5', '+1.5', 'b'])).written.warnings, []);
    const json = await append('a.jsonl', '{"id":1}\n', ['=cmd()'], { escapeFormulas: true });
    assert.match(json.text, /"=cmd\(\)"/);
    assert.deepEqual(json.written.warnings, []);
  });

  it("escapes a column's name too, which a job file may have chosen", async () => {
    const named = { columns: ['=cmd()'], escapeFormulas: true };
    assert.equal((await append('a.csv', 'id\n1\n', ['a'], named)).text, "id,'=cmd()\n1,a\n");
  });

  it('leaves zero bytes out of delimited text, which nobody could read then; JSON keeps them', async () => {
    assert.equal((await append('a.csv', 'id\n1\n', ['a\0b'])).text, 'id,smart_answer\n1,ab\n');
    assert.match((await append('a.jsonl', '{"id":1}\n', ['a\0b'])).text, /"a\\u0000b"/);
  });

  it('aligns the answers of ragged rows', async () => {
    const path = scratch.write('ragged.csv', 'a,b\n1\n2,3,4\n');
    const outPath = scratch.path('ragged.out.csv');
    const dataset = await openDataset(path, { raggedRows: 'accept' });
    await writeResults({ dataset, outPath, columns: ['r'], valuesOf: () => ['x'] });
    assert.equal(readFileSync(outPath, 'utf8'), 'a,b,,r\n1,,,x\n2,3,4,x\n');
  });

  const converted: readonly [from: string, input: string, outName: string, output: string][] = [
    ['a.csv', 'id,text\n007,"a, ""b"""\n', 'o.jsonl', '{"id":"007","text":"a, \\"b\\"","smart_answer":"yes"}\n'],
    ['a.csv', 'id,text\n007,x\n', 'o.json', '[\n{"id":"007","text":"x","smart_answer":"yes"}\n]\n'],
    ['a.csv', 'id;text\n007;"x;y"\n', 'o.tsv', 'id\ttext\tsmart_answer\n007\tx;y\tyes\n'],
    [
      'a.jsonl',
      '{"id":1.50,"x":{"y": [1, 2]},"z":null}\n',
      'o.csv',
      'id,x,z,smart_answer\n1.50,"{""y"": [1, 2]}",,yes\n',
    ],
    [
      'a.json',
      '[\n {"id": 12345678901234567890, "x": " a: b "}\n]',
      'o.jsonl',
      '{"id":12345678901234567890,"x":" a: b ","smart_answer":"yes"}\n',
    ],
    ['a.jsonl', '{"id":1,"x":{"y": null}}\n', 'o.json', '[\n{"id":1,"x":{"y":null},"smart_answer":"yes"}\n]\n'],
  ];
  for (const [from, input, outName, output] of converted) {
    it(`turns ${from} into ${outName}: ${JSON.stringify(output)}`, async () => {
      assert.equal((await append(from, input, ['yes'], { outName })).text, output);
    });
  }

  describe('never harms a file', () => {
    const request = async (path: string, outPath: string) => ({
      dataset: await openDataset(path),
      outPath,
      columns: ['r'],
      valuesOf: () => ['x'],
    });
    const refuses = (promise: Promise<unknown>, message: RegExp) =>
      assert.rejects(promise, (error: Error) => error instanceof InputError && message.test(error.message));

    it('refuses the input itself, also through links, even when asked to overwrite', async () => {
      const path = scratch.write('same.csv', 'id\n1\n');
      symlinkSync(path, scratch.path('soft.csv'));
      linkSync(path, scratch.path('hard.csv'));
      for (const out of ['same.csv', 'soft.csv', 'hard.csv', './././same.csv'])
        await refuses(
          writeResults({ ...(await request(path, scratch.path(out))), overwrite: true }),
          /is the dataset itself/,
        );
      assert.equal(readFileSync(path, 'utf8'), 'id\n1\n');
    });

    it('refuses an existing file unless asked, or unless it is still as we wrote it', async () => {
      const path = scratch.write('own.csv', 'id\n1\n');
      const outPath = scratch.path('own.smart.csv');
      const first = await writeResults(await request(path, outPath));
      await refuses(writeResults(await request(path, outPath)), /already exists/);
      await writeResults({ ...(await request(path, outPath)), overwrite: { sha256: [first.sha256] } });
      writeFileSync(outPath, 'edited');
      await refuses(
        writeResults({ ...(await request(path, outPath)), overwrite: { sha256: [first.sha256] } }),
        /was changed since/,
      );
      assert.equal(readFileSync(outPath, 'utf8'), 'edited');
      await writeResults({ ...(await request(path, outPath)), overwrite: true });
      assert.equal(readFileSync(outPath, 'utf8'), 'id,r\n1,x\n');
    });

    it('refuses a missing folder and a folder as a file', async () => {
      const path = scratch.write('b.csv', 'id\n1\n');
      await refuses(writeResults(await request(path, scratch.path('no/b.csv'))), /the folder .*no does not exist/);
      await refuses(writeResults(await request(path, scratch.path('.'))), /is a folder/);
    });

    it('refuses a dataset that changed or went away, and leaves nothing behind', async () => {
      const path = scratch.write('changing.csv', 'id\n1\n');
      const changed = await request(path, scratch.path('changing.out.csv'));
      writeFileSync(path, 'id\n2\n');
      await refuses(writeResults(changed), /changed while it was in use/);
      await refuses(changed.dataset.rows()[Symbol.asyncIterator]().next(), /changed while it was in use/);

      const during = await request(path, scratch.path('during.out.csv'));
      const valuesOf = () => {
        writeFileSync(path, 'id\n3\n');
        return ['x'];
      };
      await refuses(writeResults({ ...during, valuesOf }), /changed while it was in use/);

      const removed = await request(path, scratch.path('removed.out.csv'));
      unlinkSync(path);
      await refuses(writeResults(removed), /was removed or renamed/);
      assert.deepEqual(
        readdirSync(scratch.path('.')).filter((name) => /tmp$|out/.test(name) && !name.startsWith('ragged')),
        [],
      );
    });

    it('takes a mere touch for no change', async () => {
      const path = scratch.write('touched.csv', 'id\n1\n');
      const touched = await request(path, scratch.path('touched.smart.csv'));
      utimesSync(path, 1, 1);
      await writeResults(touched);
    });
  });
});
