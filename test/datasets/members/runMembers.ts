// Findings 5, 12, 13, 14, 21, 22, 28 and 37 of docs/files.md: members of their classes, which take the command line or a whole run to show.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { version } from '../../../package.json';
import { makeRepliedRun, type RepliedRun } from '../../app/repliedRun';
import { runSmart } from '../../support/runSmart';
import { leaf, parquetOf } from '../parquetOf';
import { row, text, textRows, workbookOf } from '../workbookOf';
import type { Member, Members } from './member';

type Content = string | Uint8Array | Promise<Uint8Array>;
type Said = Awaited<ReturnType<typeof runSmart>>;

async function inFolder(work: (path: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'smart-member-'));
  try {
    await work((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
/** A dry run on a file; of `more`, what begins with @ is a second file's name, whose content stands in `files`. */
const dryRun =
  (
    [name, content]: readonly [string, Content],
    prompt: string,
    look: (said: Said) => void,
    more: readonly string[] = [],
    files: Readonly<Record<string, string>> = {},
  ): Member =>
  () =>
    inFolder(async (path) => {
      writeFileSync(path(name), await content);
      for (const [other, its] of Object.entries(files)) writeFileSync(path(other), its);
      const options = more.map((each) => (each.startsWith('@') ? path(each.slice(1)) : each));
      look(
        await runSmart(
          ...['run', path(name), '--prompt', prompt, '--models', 'embedded', '--dry-run', '--runs', path('runs')],
          ...(options.includes('--labels') ? [] : ['--labels', 'positive,negative']),
          ...options,
        ),
      );
    });
const says = (code: number, sentence: RegExp) => (said: Said) => {
  assert.equal(said.code, code, said.stderr);
  assert.match(said.stderr, sentence);
};

const allNull = (): Promise<Uint8Array> =>
  parquetOf([
    { elements: [leaf('text', { type: 'BYTE_ARRAY', converted_type: 'UTF8' })], data: ['good', 'bad'] },
    { elements: [leaf('note', { type: 'BYTE_ARRAY', converted_type: 'UTF8' })], data: [undefined, undefined] },
  ]);
const two: readonly [string, Content] = ['a.csv', 'text\ngood\nbad\n'];
const one: readonly [string, Content] = ['a.csv', 'text\ngood\n'];

const replied =
  (work: (runs: RepliedRun) => Promise<void>): Member =>
  async () => {
    const runs = await makeRepliedRun();
    try {
      await work(runs);
    } finally {
      await runs.close();
    }
  };
const filesOf = ({ folder }: RepliedRun) => readdirSync(folder).filter((name) => !/^\.|\.ladder$/.test(name));

/** Its result is the next dataset, by the name that each gets by itself. */
const again = (name: string, content: string | Uint8Array): Member =>
  replied(async (runs) => {
    writeFileSync(join(runs.folder, name), content);
    for (let from = name, turn = 0; turn < 3; turn++) {
      const before = filesOf(runs);
      const done = await runs.run(from);
      assert.equal(done.code, 0, `${from}: ${done.stderr}`);
      const [made, ...others] = filesOf(runs).filter((each) => !before.includes(each));
      assert.deepEqual(others, []);
      from = made!;
    }
    assert.equal(runs.asked.length, 6);
    assert.ok(
      runs.asked.every((prompt) => /<reply>\n?[ab]\n?<\/reply>/.test(prompt)),
      runs.asked.join('\n'),
    );
  });
/** Two at once, and both end with a file. */
const atOnce = (written: string, second: string, out: readonly string[] = ['--out', written]): Member =>
  replied(async (runs) => {
    await runs.save('data.jsonl', ['a', 'b']);
    const options = out.map((each) => (each === written ? join(runs.folder, each) : each));
    const ended = await Promise.all([1, 2].map(() => runs.run('data.jsonl', ...options)));
    assert.deepEqual(
      ended.map(({ code }) => code),
      [0, 0],
      ended.map(({ stderr }) => stderr).join(),
    );
    assert.deepEqual(filesOf(runs).sort(), [second, written, 'data.jsonl'].sort());
    assert.ok(ended.some(({ stdout, stderr }) => (stdout + stderr).includes(second)));
  });
/** No row has an answer: the cause is said at the end, and stands in the result. */
const allFail = (replies: readonly string[], cause: RegExp, ...options: readonly string[]): Member =>
  replied(async (runs) => {
    await runs.save('bad.jsonl', replies);
    const done = await runs.run('bad.jsonl', ...options);
    assert.equal(done.code, 6, done.stderr);
    assert.match(done.stdout + done.stderr, cause);
    assert.match(readFileSync(join(runs.folder, 'bad.smart.jsonl'), 'utf8'), cause);
  });

const nothingToAsk = /empty in every row, so that there is nothing to ask/;
/** No word of the validator, nor of the parser of arguments. */
const inWords =
  (sentence: RegExp): ((said: Said) => void) =>
  (said) => {
    says(2, sentence)(said);
    assert.doesNotMatch(
      said.stderr,
      /Invalid input|expected|Too (?:small|big)|ambiguous|received|Unrecognized|    at /,
    );
  };
const given = (sentence: RegExp, ...options: readonly string[]) => dryRun(two, '{{text}}', inWords(sentence), options);
const jobFile =
  (sentence: RegExp, job: Readonly<Record<string, unknown>>): Member =>
  () =>
    inFolder(async (path) => {
      writeFileSync(path('a.csv'), 'text\ngood\nbad\n');
      const whole = {
        dataset: 'a.csv',
        prompt: '{{text}}',
        labels: ['positive', 'negative'],
        models: 'embedded',
        ...job,
      };
      writeFileSync(path('j.smart.json'), JSON.stringify(whole));
      inWords(sentence)(await runSmart('run', path('j.smart.json'), '--dry-run', '--runs', path('runs')));
    });
const examples = (name: string, content: string, sentence: RegExp, prompt = '{{text}}'): Member =>
  dryRun(
    ['a.jsonl', '{"text":"good","doc":{"title":"x"}}\n{"text":"bad","doc":{"title":"y"}}\n'],
    prompt,
    says(2, sentence),
    ['--examples', `@${name}`],
    {
      [name]: content,
    },
  );

export const runMembers: Members = {
  5: {
    'a column of Parquet that is null in every row': dryRun(
      ['a.parquet', allNull()],
      '{{text}} {{note}}',
      says(0, /\{\{note\}\} is empty in every row/),
    ),
    'merged cells, of which the first has the text': dryRun(
      [
        'a.xlsx',
        workbookOf([
          { name: 'S', rows: `${textRows(['text', 'city'], ['good', 'Rome'])}${row(text('bad'))}${row(text('so'))}` },
        ]),
      ],
      '{{text}} {{city}}',
      says(0, /\{\{city\}\} is empty in 2 of 3 rows/),
    ),
    'blanks alone': dryRun(
      ['a.csv', 'text,note\ngood,  \nbad,\t\n'],
      '{{text}} {{note}}',
      says(0, /\{\{note\}\} is empty in every row/),
    ),
    'a name misspelt two levels down': dryRun(
      ['a.jsonl', '{"text":"good","a":{"b":{"c":1}}}\n{"text":"bad","a":{"b":{"c":2}}}\n'],
      '{{text}} {{a.b.cc}}',
      says(0, /\{\{a\.b\.cc\}\} is empty in every row/),
    ),
    'two of them at once': dryRun(['a.csv', 'text,x,y\ngood,,\nbad,,\n'], '{{text}} {{x}} {{y}}', (said) => {
      says(0, /\{\{x\}\}/)(said);
      says(0, /\{\{y\}\}/)(said);
    }),
  },
  12: {
    'a list of JSON': again('a.json', '[{"reply":"a"},{"reply":"b"}]'),
    'a list of JSON, packed': again('a.json.gz', gzipSync('[{"reply":"a"},{"reply":"b"}]')),
    'a list inside an object': again('a.json', '{"data":[{"reply":"a"},{"reply":"b"}]}'),
    'a table apart by tabs': again('a.tsv', 'id\treply\n1\ta\n2\tb\n'),
    'a name that ends like a job file': again('x.smart.json', '[{"reply":"a"},{"reply":"b"}]'),
  },
  13: {
    'a workbook': atOnce('out.xlsx', 'out.2.xlsx'),
    Parquet: atOnce('out.parquet', 'out.2.parquet'),
    'a list of JSON': atOnce('out.json', 'out.2.json'),
    'a name with a number': atOnce('out.smart.4.csv', 'out.smart.5.csv'),
    'a name with points': atOnce('v1.2 final.csv', 'v1.2 final.2.csv'),
  },
  14: {
    'replies that are no numbers': allFail(['many', 'some'], /number/i, '--task', 'number'),
    'replies that are no JSON': allFail(['{"a":', 'sure'], /JSON/, '--task', 'json'),
    'replies that name two labels': allFail(['yes or no', 'no, yes'], /more than one/, '--labels', 'yes,no'),
    'replies of a label in other words': allFail(['ja', 'si'], /none of the labels/, '--labels', 'yes,no'),
  },
  21: {
    'hard blanks': dryRun(['a.csv', 'id,text\n1,\u00a0\n2,\u3000\n'], '{{text}}', says(2, nothingToAsk)),
    'empty texts of JSON': dryRun(['a.jsonl', '{"text":""}\n{"text":""}\n'], '{{text}}', says(2, nothingToAsk)),
    'two columns, both empty': dryRun(['a.csv', 'id,x,y\n1,,\n2,,\n'], '{{x}} and {{y}}', says(2, nothingToAsk)),
    'formulas that were never calculated': dryRun(
      ['a.xlsx', workbookOf([{ name: 'S', rows: textRows(['id', 'text']) + row(text('1'), '<c><f>A1</f></c>') }])],
      '{{text}}',
      says(2, nothingToAsk),
    ),
    'a column of Parquet that is null': dryRun(['a.parquet', allNull()], '{{note}}', says(2, nothingToAsk)),
  },
  22: {
    'no text but null': examples('e.jsonl', '{"text":null,"answer":"positive"}\n', /Example 1 has no text/),
    'blanks alone': examples('e.csv', 'text,answer\n"  ",positive\n', /Example 1 has no text/),
    'an answer that is no label': examples('e.csv', 'text,answer\nnice,great\n', /great/),
    'names without rows': examples('e.csv', 'text,answer\n', /no rows/),
  },
  28: {
    'a share that is a word': given(/--accuracy/, '--accuracy', 'high'),
    'half a row': given(/--limit/, '--limit', '1.5'),
    'a budget below zero': given(/--budget/, '--budget', '-1'),
    'one label': given(/label/, '--labels', 'positive'),
    'a ladder that is not there, nearly named': given(/embeded/, '--models', 'embeded'),
    'a job file with a share above 1': jobFile(/accuracy/, { accuracy: 95 }),
    'a job file with a number in words': jobFile(/limit/, { limit: 'ten' }),
    'a job file with a key misspelt': jobFile(/promt.+prompt/s, { promt: 'x' }),
    'a job file with labels that are a number': jobFile(/labels/, { labels: 3 }),
  },
  37: {
    '--version': async () => {
      const said = await runSmart('--version');
      assert.deepEqual([said.code, said.stdout.includes(version)], [0, true]);
    },
    'one row, checked': () =>
      inFolder(async (path) => {
        writeFileSync(path('a.csv'), 'text\ngood\n');
        const said = await runSmart('check', path('a.csv'));
        assert.match(said.stdout, /\b1 row\b/);
        assert.doesNotMatch(said.stdout + said.stderr, /\b1 (?:rows|columns|cells)\b/);
      }),
    'the dry run shows two requests as they are sent': replied(async (runs) => {
      await runs.save('data.jsonl', ['a', 'b', 'c']);
      const { stdout } = await runs.run('data.jsonl', '--dry-run');
      assert.deepEqual(
        [...stdout.matchAll(/^<reply>(\w)<\/reply>$/gm)].map(([, reply]) => reply),
        ['a', 'b'],
      );
      assert.deepEqual(runs.asked, []);
    }),
    'one example': dryRun(
      one,
      '{{text}}',
      ({ stdout, stderr }) => assert.doesNotMatch(stdout + stderr, /\b1 (?:examples|rows|requests|models)\b/),
      ['--examples', '@e.csv'],
      {
        'e.csv': 'text,answer\nnice,positive\n',
      },
    ),
    'a block of Handlebars over a column': dryRun(one, '{{#if text}}{{text}}{{/if}}', ({ stderr }) =>
      assert.ok((stderr.match(/The dataset has/g) ?? []).length <= 1, stderr),
    ),
    'no remark about braces behind a column that is not there': dryRun(one, '{{nonsense}}', (said) => {
      says(2, /There is no column "nonsense"\. The dataset has text\./)(said);
      assert.doesNotMatch(said.stderr, /literal braces/);
    }),
  },
};
