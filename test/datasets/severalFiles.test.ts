import assert from 'node:assert/strict';
import fs, { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { folderOfDataset, isPattern } from '../../src/datasets/files/findFiles';
import { joinFiles } from '../../src/datasets/files/joinFiles';
import { openDataset } from '../../src/datasets/openDataset';
import { defaultOutputOf, outputFormat } from '../../src/datasets/results/outputPath';
import { writeResults } from '../../src/datasets/results/writeResults';
import { sha256OfFolder } from '../../src/datasets/results/folderHash';
import { standIns, systemError } from '../support/standIns';
import { tableOf } from './readTable';
import { scratchFolder } from './scratchFolder';

describe('class of several files as one dataset', () => {
  const standIn = standIns();
  const scratch = scratchFolder();
  let count = 0;
  /** A new folder with these files. */
  function tree(files: Readonly<Record<string, string | Uint8Array>>): string {
    const root = scratch.path(`tree${String(count++)}`);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    return root;
  }
  const texts = async (path: string) => {
    const dataset = await openDataset(path);
    const found: (string | undefined)[] = [];
    for await (const row of dataset.rows()) found.push(row.get('text'));
    return found;
  };
  const csv = (...rows: string[]) => `text\n${rows.join('\n')}\n`;

  it('a folder, below it too, in the order of numbers; hidden files, marks, other files and links are no part of it', async () => {
    const root = tree({
      'part-10.csv': csv('c'),
      'part-2.csv': csv('b'),
      'deep/er/a.csv.gz': gzipSync(csv('a')),
      '.hidden.csv': csv('x'),
      _SUCCESS: '',
      '_tmp/x.csv': csv('x'),
      'readme.md': '# x',
    });
    symlinkSync(join(root, 'part-2.csv'), join(root, 'link.csv'));
    assert.deepEqual(await texts(root), ['a', 'b', 'c']);
    const dataset = await openDataset(root);
    assert.ok(dataset.warnings.some((warning) => /1 link is passed over/.test(warning)));
    const some: [number, string | undefined][] = [];
    for await (const row of dataset.rows([0, 2])) some.push([row.index, row.get('text')]);
    assert.deepEqual(some, [
      [0, 'a'],
      [2, 'c'],
    ]);
  });

  it('a file that Excel keeps beside an open workbook is none of them; a column that folder and file tell otherwise is told', async () => {
    const root = tree({ 'a.csv': csv('1'), '~$b.xlsx': 'lock', 'deep/~$c.csv': 'lock' });
    assert.deepEqual(await texts(root), ['1']);
    assert.deepEqual(await texts(join(root, '**/*.csv')), ['1']);
    const both = await openDataset(tree({ 'text=b/a.csv': csv('a'), 'text=c/a.csv': csv('c') }));
    assert.match(
      both.warnings.join(),
      /text=b\/a\.csv and the file itself each have a value of "text" \("b", "a"\); the file's is read/,
    );
    const same = await openDataset(tree({ 'text=a/a.csv': csv('a') }));
    assert.deepEqual(same.warnings, []);
  });

  it('patterns: *, **, braces, brackets, and several names at once, with odd characters in them', async () => {
    const root = tree({
      'a1.csv': csv('1'),
      'a2.csv': csv('2'),
      'b.csv': csv('b'),
      'sub/c.csv': csv('c'),
      'odd [x] (1).csv': csv('odd'),
    });
    assert.deepEqual(await texts(join(root, '*.csv')), ['1', '2', 'b', 'odd']);
    assert.deepEqual(await texts(join(root, 'a?.csv')), ['1', '2']);
    assert.deepEqual(await texts(join(root, 'a[2].csv')), ['2']);
    assert.deepEqual(await texts(join(root, '**/{b,c}.csv')), ['b', 'c']);
    assert.deepEqual(await texts(join(root, 'odd [x] (1).csv')), ['odd'], 'a file of that very name');
    assert.deepEqual(await texts(joinFiles(['sub', 'odd [x] (1).csv', 'a1.csv'].map((name) => join(root, name)))), [
      '1',
      'odd',
      'c',
    ]);
    assert.throws(() => joinFiles([join(root, 'a1.csv'), join(root, 'no.csv')]), /There is no file .*no\.csv/);
  });

  it('names of several places are all read: whole paths beside relative ones, upwards, by links; none is left out in silence', async () => {
    const root = tree({
      'here/a.csv': csv('a'),
      'there/b.csv': csv('b'),
      'there/deep/c.csv': csv('c'),
      '_x.csv': csv('x'),
    });
    symlinkSync(join(root, 'there'), join(root, 'here/way'));
    symlinkSync(join(root, 'there/b.csv'), join(root, 'here/link.csv'));
    const before = process.cwd();
    process.chdir(join(root, 'here'));
    try {
      for (const names of [
        ['a.csv', join(root, 'there/b.csv')],
        ['a.csv', '../there/b.csv'],
        ['./a.csv', './../there/b.csv'],
        ['a.csv', 'link.csv'],
        ['a.csv', 'way/b.csv'],
        [join(root, 'here/a.csv'), join(root, 'here/way/b.csv')],
      ])
        assert.deepEqual(await texts(joinFiles(names)), ['a', 'b'], names.join());
      assert.deepEqual(await texts(joinFiles(['a.csv', 'way/*.csv'])), ['a', 'b']);
      assert.deepEqual((await texts(joinFiles(['a.csv', 'way']))).sort(), ['a', 'b', 'c']);
      assert.equal(joinFiles(['../there/b.csv', '../here/a.csv']), '../{there/b.csv,here/a.csv}');
      await assert.rejects(openDataset('{a.csv,gone.csv}'), /no file gone\.csv is read there/);
      await assert.rejects(openDataset(join(root, '{here/a.csv,_x.csv}')), /no file _x\.csv is read there/);
    } finally {
      process.chdir(before);
    }
  });

  it('names are found however they are spelled: an accent composed or not, and by case where disks ignore it', async () => {
    const root = tree({ 'cafe\u0301.csv': csv('a'), 'Data/B.csv': csv('b') });
    assert.deepEqual(await texts(join(root, 'caf\u00e9*.csv')), ['a']);
    assert.deepEqual(await texts(join(root, '{caf\u00e9.csv,Data/B.csv}')), ['a', 'b']);
    await assert.rejects(openDataset(join(root, '{caf\u00e9.csv,data/b.csv}')), /no file data\/b\.csv/);
    const { platform } = process;
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    try {
      assert.deepEqual(await texts(join(root, '{caf\u00e9.csv,data/b.CSV}')), ['a', 'b']);
    } finally {
      Object.defineProperty(process, 'platform', { value: platform });
    }
  });

  it('folders that no name of a list leads through are not looked into', async () => {
    const root = tree({ 'x/in/a.csv': csv('a'), 'y/b.csv': csv('b'), 'z/in/c.csv': csv('c') });
    const looked: string[] = [];
    standIn(
      fs.promises,
      'readdir',
      (readdir) =>
        ((path: string, options: object) => {
          looked.push(relative(root, path));
          return readdir(path, options);
        }) as never,
    );
    assert.deepEqual(await texts(joinFiles([join(root, 'x/in/a.csv'), join(root, 'y/b.csv')])), ['a', 'b']);
    assert.deepEqual(looked.sort(), ['', 'x', 'x/in', 'y']);
  });

  it('folders of a partitioned tree are columns, a missing value and odd characters among them', async () => {
    const root = tree({
      'city=Rome/year=2024/part-0.csv': csv('a'),
      'city=S%C3%A3o%20Paulo/year=2024/part-0.csv': csv('b'),
      'city=__HIVE_DEFAULT_PARTITION__/year=2025/part-0.csv': csv('c', 'd'),
    });
    const dataset = await openDataset(root);
    const { columns, cells } = await tableOf(dataset);
    assert.deepEqual(columns, ['text', 'city', 'year']);
    const sorted = cells.map((row) => row.map(String)).sort();
    assert.deepEqual(sorted, [
      ['a', 'Rome', '2024'],
      ['b', 'São Paulo', '2024'],
      ['c', 'undefined', '2025'],
      ['d', 'undefined', '2025'],
    ]);
    const one = await openDataset(join(root, 'city=Rome', '**'));
    assert.deepEqual(one.columns, ['text', 'city', 'year'], 'of a part of the tree as well');
  });

  it('columns that some files lack, files without rows, and kinds that are mixed are told or refused with numbers', async () => {
    const root = tree({ 'a.csv': 'text,id\nx,1\n', 'b.csv': csv('y'), 'empty.csv': 'text\n', 'nothing.csv': '' });
    const dataset = await openDataset(root);
    assert.ok(
      dataset.warnings.some((warning) => /the column "id" is missing in 1 of 2 files: b\.csv/.test(warning)),
      dataset.warnings.join(),
    );
    assert.ok(
      dataset.warnings.some((warning) => /2 files have no rows: empty\.csv, nothing\.csv/.test(warning)),
      dataset.warnings.join(),
    );
    await assert.rejects(
      openDataset(tree({ 'a.csv': csv('x'), 'b.jsonl': '{"text":"y"}\n' })),
      /files of several kinds \(1 \.csv, 1 \.jsonl\).*\*\*\/\*\.csv/,
    );
    await assert.rejects(openDataset(tree({ 'a.md': 'x' })), /is a folder without datasets among its 1 file/);
    await assert.rejects(openDataset(join(root, '*.parquet')), /No file fits/);
    await assert.rejects(openDataset(tree({ 'a.csv': csv('x'), 'bad.csv': 'text,b\n1\n' })), /bad\.csv, line 2/);
    await assert.rejects(openDataset(`${root}/{..,x}/*.csv`), /cannot lead upwards/);
  });

  it('results stand in a folder of the same layout, whole or not at all; earlier results are no part of a dataset', async () => {
    const root = tree({ 'city=Rome/a.csv': csv('x', 'y'), 'city=Oslo/b.tsv.gz': gzipSync('text\tn\nz\t1\n') }); // of one kind, see below
    await assert.rejects(openDataset(root), /several kinds/);
    const same = tree({
      'city=Rome/a.jsonl': '{"text":"x"}\n{"text":"y"}\n',
      'city=Oslo/b.jsonl.gz': gzipSync('{"text": "z"}\n'),
      'a.smart.jsonl': '{"text":"old"}\n',
    });
    const dataset = await openDataset(same);
    const outPath = defaultOutputOf(dataset, same);
    assert.equal(outPath, `${same}.smart`);
    const request = { dataset, outPath, columns: ['answer'], valuesOf: (row: number) => [`a${String(row)}`] };
    const written = await writeResults(request);
    assert.deepEqual(readdirSync(outPath, { recursive: true }).sort(), [
      'city=Oslo',
      'city=Oslo/b.jsonl.gz',
      'city=Rome',
      'city=Rome/a.jsonl',
    ]);
    assert.equal(
      readFileSync(join(outPath, 'city=Rome/a.jsonl'), 'utf8'),
      '{"text":"x","answer":"a1"}\n{"text":"y","answer":"a2"}\n',
    );
    assert.deepEqual(await texts(outPath), ['z', 'x', 'y']);
    assert.equal(await sha256OfFolder(outPath), written.sha256);
    // Ours, unchanged: replaced where the run is ours; a changed one is left alone.
    await writeResults({ ...request, overwrite: { sha256: [written.sha256] } });
    writeFileSync(join(outPath, 'mine.txt'), 'x');
    await assert.rejects(
      writeResults({ ...request, overwrite: { sha256: [written.sha256] } }),
      /was changed since it was written/,
    );
    const second = await writeResults({ ...request, ifTaken: 'next-free' });
    assert.equal(second.path, `${outPath}.2`);
    await assert.rejects(
      writeResults({
        ...request,
        outPath: `${outPath}.x`,
        valuesOf: () => {
          throw new Error('broken');
        },
      }),
      /broken/,
    );
    assert.deepEqual(
      readdirSync(dirname(same)).filter((name) => /\.tmp$|\.x$/.test(name)),
      [],
    );
  });

  it('results stand beside a folder that another program has open', async () => {
    const root = tree({ 'a.csv': csv('x'), 'b.csv': csv('y') });
    const dataset = await openDataset(root);
    const outPath = defaultOutputOf(dataset, root);
    const request = { dataset, outPath, columns: ['answer'], valuesOf: (row: number) => [row] };
    const { sha256 } = await writeResults(request);
    standIn(fs, 'renameSync', (real) => (from, to) => {
      if (from === outPath) throw systemError('EBUSY');
      real(from, to);
    });
    // It is tried again for some ten seconds.
    standIn(performance, 'now', (real) => () => 10_000 * real.call(performance));
    const beside = await writeResults({ ...request, overwrite: { sha256: [sha256] }, ifTaken: 'next-free' });
    assert.equal(beside.path, `${outPath}.2`);
    assert.match(
      beside.warnings.join(' '),
      /is open in another program; the result is .*\.smart\.2 in the same folder/,
    );
    assert.deepEqual(await texts(beside.path), ['x', 'y']);
    assert.equal(await sha256OfFolder(outPath), sha256, 'what is open stays as it was');
  });

  it("a single result file holds all rows, the folders' columns too; a limit ends with its file", async () => {
    const root = tree({ 'k=1/a.csv': csv('x', 'y'), 'k=2/b.csv': csv('z') });
    const dataset = await openDataset(root);
    const outPath = `${root}.csv`;
    await writeResults({ dataset, outPath, columns: ['answer'], valuesOf: (row) => [row] });
    assert.equal(readFileSync(outPath, 'utf8'), 'text,k,answer\nx,1,0\ny,1,1\nz,2,2\n');
    assert.equal(outputFormat(dataset, outPath), 'csv');
    await writeResults({
      dataset,
      outPath: `${root}.limit`,
      columns: ['answer'],
      valuesOf: (row) => [row],
      rowCount: 1,
    });
    assert.deepEqual(readdirSync(`${root}.limit`, { recursive: true }).sort(), ['k=1', 'k=1/a.csv']);
    assert.equal(readFileSync(join(`${root}.limit`, 'k=1/a.csv'), 'utf8').trim(), 'text,answer\nx,0');
  });

  it('another content, another name or one file more is another dataset', async () => {
    const hashes = await Promise.all(
      [
        { 'a.csv': csv('x') },
        { 'a.csv': csv('y') },
        { 'b.csv': csv('x') },
        { 'a.csv': csv('x'), 'b.csv': csv('x') },
      ].map(async (files) => (await openDataset(tree(files))).hash),
    );
    assert.equal(new Set(hashes).size, 4);
  });

  it('runs of a pattern are kept beside its files', () => {
    assert.equal(folderOfDataset('data/*.csv'), 'data');
    assert.equal(folderOfDataset('*.csv'), '.');
    assert.equal(folderOfDataset('/x/{a,b}/c.csv'), '/x');
    assert.equal(folderOfDataset('data/a.csv'), 'data');
    // `C:` alone would be the working folder of that drive.
    for (const [path, folder] of [
      [String.raw`C:\*.csv`, 'C:/'],
      [String.raw`c:\data\{a,b}.csv`, 'c:/data'],
      [String.raw`\\server\share\x\*.csv`, '//server/share/x'],
      [String.raw`\\?\C:\data\*.csv`, '//?/C:/data'],
      [String.raw`\\?\C:\*.csv`, '//?/C:/'],
      [String.raw`\*.csv`, '/'],
    ] as const)
      assert.equal(folderOfDataset(path, 'win32'), folder);
    assert.ok(!isPattern(String.raw`\\?\C:\data\a.csv`) && isPattern(String.raw`\\?\C:\data\*.csv`));
  });
});

describe('class of text packed with Zstandard', () => {
  it('one frame after the other, and one that is long: read whole, and its last row', async () => {
    const frames = await tableOf(await openDataset('test/fixtures/datasets/packed/frames.csv.zst'));
    assert.deepEqual(frames.cells, [
      ['1', 'a'],
      ['2', 'naïve, 中'],
      ['3', 'c'],
    ]);
    const long = await openDataset('test/fixtures/datasets/packed/long.jsonl.zst');
    assert.equal(long.rowCount, 60_000);
    for await (const row of long.rows([59_999])) assert.equal(row.get('text'), 'row 59999 of a long file');
  });

  it('cut off, damaged, or wanting gigabytes: refused', async () => {
    const { openDatasetBytes } = await import('../../src/datasets/openDataset');
    const bytes = readFileSync('test/fixtures/datasets/packed/long.jsonl.zst');
    await assert.rejects(openDatasetBytes('x.csv.zst', bytes.subarray(0, 5000)), /Zstandard data is (cut off|damaged)/);
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, 2000, 2100);
    await assert.rejects(openDatasetBytes('x.csv.zst', damaged), /Zstandard data is/);
    await assert.rejects(
      openDatasetBytes('x.csv.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xa0, 1, 0, 0])),
      /more than 128 MB/,
    );
  });
});
