import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smart } from './smartProcess';

type Case = {
  readonly title: string;
  readonly file?: string;
  readonly content?: string;
  readonly args?: readonly string[];
  readonly says: readonly RegExp[];
};

const good = 'id,text\n1,fine\n2,poor\n';
const cases: readonly Case[] = [
  { title: 'a missing file', file: 'absent.csv', says: [/absent\.csv/] },
  { title: 'an empty file', content: '', says: [/data\.csv/, /empty/] },
  { title: 'a header without rows', content: 'id,text\n', says: [/data\.csv/, /no rows/] },
  {
    title: 'an unknown column in the prompt',
    content: good,
    args: ['--prompt', 'Good? {{txt}}'],
    says: [/"txt"/, /text/],
  },
  {
    title: 'no column in the prompt',
    content: good,
    args: ['--prompt', 'Good?'],
    says: [/uses no column/, /\{\{id\}\}/],
  },
  { title: 'a ragged CSV', content: 'id,text\n1,fine\n2,a,b\n', says: [/data\.csv/, /line 3/] },
  { title: 'an unterminated quote', content: 'id,text\n1,fine\n2,"open\n3,x\n', says: [/data\.csv/, /line 3/] },
  {
    title: 'an invalid JSON line',
    file: 'data.jsonl',
    content: '{"text":"a"}\n{"text":\n{"text":"c"}\n',
    says: [/data\.jsonl/, /line 2/],
  },
  { title: 'a duplicate header', content: 'text,text\n1,2\n', says: [/data\.csv/, /"text"/, /twice/] },
  {
    title: 'an output path equal to the input',
    content: good,
    args: ['--out', 'data.csv'],
    says: [/never written over/],
  },
  {
    title: 'an output that is never written, before anything is asked',
    content: good,
    args: ['--out', 'answers.xls'],
    says: [/workbooks are written as \.xlsx/],
  },
  {
    title: 'an unknown model as the reference',
    content: good,
    args: ['--reference', 'gpt-99'],
    says: [/"gpt-99"/, /afinn/],
  },
  { title: 'a ladder that is not there', content: good, args: ['--models', 'nowhere.json'], says: [/nowhere\.json/] },
  { title: 'an accuracy that is no share', content: good, args: ['--accuracy', '95'], says: [/accuracy/] },
  { title: 'a concurrency of nothing', content: good, args: ['--concurrency', '0'], says: [/--concurrency 0/] },
  {
    title: 'a folder of runs that is a file',
    content: good,
    args: ['--runs', 'data.csv'],
    says: [/a file stands there/],
  },
  { title: 'cells of what is no notebook', content: good, args: ['--cells', '2'], says: [/data\.csv is no notebook/] },
  { title: 'a budget that is no number', content: good, args: ['--budget', 'lots'], says: [/--budget "lots"/] },
  { title: 'an unknown option', content: good, args: ['--acuracy', '0.9'], says: [/--acuracy/] },
  { title: 'an unknown strategy', content: good, args: ['--strategy', 'magic'], says: [/strategy/] },
  { title: 'a run that is not there', content: good, args: ['--resume', 'yesterday'], says: [/yesterday/] },
];

describe('smart run on bad input: a clear sentence, exit 2, nothing written', () => {
  for (const { title, file = 'data.csv', content, args = [], says } of cases) {
    it(title, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'smart-bad-'));
      try {
        const path = join(folder, file);
        if (content !== undefined) await writeFile(path, content);
        const inFolder = args.map((arg) => (arg === 'data.csv' ? path : arg));
        const given = [
          '--prompt',
          'Good? {{text}}',
          '--labels',
          'positive,negative',
          '--models',
          'embedded',
          ...inFolder,
        ];
        const { code, stdout, stderr } = await smart(['run', path, ...given]);
        assert.equal(code, 2, stderr);
        for (const pattern of says) assert.match(stderr, pattern);
        assert.equal(stdout, '');
        assert.doesNotMatch(stderr, /\n\s+at /, 'a sentence, not a stack trace');
        assert.deepEqual(await readdir(folder), content === undefined ? [] : [file]);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});
