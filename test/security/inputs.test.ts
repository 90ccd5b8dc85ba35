// Files, replies and names of strangers that would freeze, crash or lead astray: findings 3, 4, 10-16 of the threat table in SECURITY.md. Quadratic
// reading shows by the tests' time limit (60 s): the old code took 16 s for one of the many replies here.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import { limits } from '../../src/engine/limits';
import { makeTagEscaper, parseContent } from '../../src/engine/prompt/fieldTags';
import { parseTemplate } from '../../src/engine/prompt/parseTemplate';
import { makeAnswerParser } from '../../src/engine/task/parseAnswer';
import type { Task } from '../../src/engine/task/task';
import { readLadder } from '../../src/providers/ladder';
import { limitedBody } from '../../src/providers/limitedBody';
import { parseRunOptions } from '../../src/cli/runOptions';
import { scratchFolder } from '../store/scratch';
import { startLlmServer } from '../support/llmServer';
import { runSmart } from '../support/runSmart';
import { escapeTemplateText } from '../support/escapeTemplateText';

describe('inputs of strangers', () => {
  const folder = scratchFolder();
  const at = (name: string) => join(folder(), name);

  describe('4: a job file', () => {
    const jobFile = (fields: object) => {
      mkdirSync(at('job'), { recursive: true });
      mkdirSync(at('private'), { recursive: true });
      for (const place of ['job', 'private']) writeFileSync(at(`${place}/x.csv`), 'text\nsecret\n');
      writeFileSync(
        at('job/a.smart.json'),
        JSON.stringify({ dataset: 'x.csv', prompt: '{{text}}', models: 'embedded', ...fields }),
      );
      return at('job/a.smart.json');
    };
    const outside: Record<string, object> = {
      dataset: { dataset: '../private/x.csv' },
      out: { out: '../private/y.csv' },
      ladder: { models: '../private/ladder.json' },
      'absolute dataset': { dataset: '/etc/hostname' },
      'way round': { dataset: 'sub/../../private/x.csv' },
    };
    for (const [name, fields] of Object.entries(outside))
      it(`reaches out of its folder by a flag only: ${name}`, () => {
        const path = jobFile(fields);
        assert.throws(() => parseRunOptions([path]), /lies outside .*--allow-outside/);
        assert.ok(parseRunOptions([path, '--allow-outside']));
      });

    it('reaches out by no link, and the user may name paths themselves', function () {
      if (process.platform === 'win32') this.skip();
      const path = jobFile({ dataset: 'way.csv', out: '../private/y.csv' });
      symlinkSync(at('private/x.csv'), at('job/way.csv'));
      assert.throws(() => parseRunOptions([path]), /lies outside/);
      const named = jobFile({ out: '../private/y.csv', models: '../private/ladder.json' });
      assert.ok(parseRunOptions([named, '--out', at('mine.csv'), '--models', 'embedded']));
    });

    for (const out of ['.bash_profile', 'run.sh', 'pre-commit', 'index.html', 'x.desktop'])
      it(`writes no ${out}`, async () => {
        const { code, stderr } = await runSmart('run', jobFile({ out, task: 'text' }), '--dry-run');
        assert.equal(code, 2);
        assert.match(stderr, /no name of a data file/);
        assert.ok(!existsSync(at(`job/${out}`)));
      });
  });

  it('4, 13: hosts and columns are said before the first request, and nothing in them acts on the terminal', async () => {
    const server = await startLlmServer({
      answerer: () => ({ text: 'fine', inputTokens: 1, outputTokens: 1 }),
      priceOf: () => ({ type: 'token', inputPerMillion: 1, outputPerMillion: 1 }),
    });
    try {
      writeFileSync(at('x.csv'), 'text,\u001b[31mred\na,b\n');
      writeFileSync(
        at('ladder.json'),
        JSON.stringify({
          providers: { openai: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } },
          models: [{ provider: 'openai', model: 'a', price: 'free' }],
        }),
      );
      const run = (prompt: string) =>
        runSmart(
          'run',
          at('x.csv'),
          '--prompt',
          prompt,
          '--models',
          at('ladder.json'),
          '--runs',
          at('runs'),
          '--no-cache',
        );
      const refused = await run('{{text}} {{\u001b[2Jnone}}');
      assert.equal(server.ledger.requests, 0);
      const { code, stdout, stderr } = await run('{{text}} {{\u001b[31mred}}');
      assert.equal(code, 0, stderr);
      assert.match(
        stderr,
        new RegExp(`^To be sent to ${new URL(server.url).host}: each row's text, \\\\u001b\\[31mred\\.`, 'm'),
      );
      for (const told of [refused.stderr, stderr, stdout]) assert.doesNotMatch(told, /[\u001b\u009b]/);
      for (const told of [refused.stderr, stderr]) assert.match(told, /\\u001b\[/);
    } finally {
      await server.close();
    }
  });

  describe('10: workbooks', () => {
    const workbook = (rows: string, others: Record<string, Uint8Array> = {}, dimension = '') =>
      zipSync({
        '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
        'xl/workbook.xml': strToU8(
          '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        ),
        'xl/_rels/workbook.xml.rels': strToU8(
          '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        ),
        'xl/worksheets/sheet1.xml': strToU8(
          `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${dimension}<sheetData>${rows}</sheetData></worksheet>`,
        ),
        ...others,
      });
    const cell = (address: string, text: string) => `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const table = `<row r="1">${cell('A1', 'text')}</row><row r="2">${cell('A2', 'good')}</row>`;

    const outside = ['ZZZZZZ2', 'A99999999', 'AAAA1', 'XFD1048577', `A${'9'.repeat(30)}`];
    for (const address of outside)
      it(`with a cell ${address.slice(0, 12)}, outside of every sheet, is refused`, async () => {
        const bytes = workbook(`${table}<row r="3">${cell(address, 'x')}</row>`);
        await assert.rejects(openDatasetBytes('far.xlsx', bytes), /outside of what Excel can hold/);
      });

    it('with a cell at the far corner costs no more than its rows', async () => {
      const bytes = workbook(`${table}<row r="1048576">${cell('XFD1048576', 'x')}</row>`);
      const opened = await openDatasetBytes('far.xlsx', bytes);
      assert.deepEqual([opened.rowCount, opened.columns.length], [2, 16_384]);
    });

    it('whose rows times columns would fill the memory is refused before the table is made', async () => {
      const rows = Array.from(
        { length: 4000 },
        (_, at) => `<row r="${String(at + 3)}">${cell(`A${String(at + 3)}`, 'x')}</row>`,
      );
      const bytes = workbook(`${table}${rows.join('')}<row r="9000">${cell('XFD9000', 'x')}</row>`);
      await assert.rejects(openDatasetBytes('wide.xlsx', bytes), /would have 4003 rows of 16384 columns/);
    });

    it('keeps media packed', async () => {
      const media = Object.fromEntries(
        Array.from({ length: 12 }, (_, at) => [`xl/media/image${String(at)}.png`, new Uint8Array(1 << 20)]),
      );
      const bytes = Buffer.from(workbook(table, media));
      // Whoever unpacks them meets what cannot be unpacked.
      const name = 'xl/media/image0.png';
      const packed = bytes.indexOf(name) + name.length;
      bytes.fill(0xff, packed, packed + 100);
      const opened = await openDatasetBytes('media.xlsx', bytes);
      assert.deepEqual([opened.rowCount, opened.columns], [1, ['text']]);
    });
  });

  describe('11: replies and prompts', function () {
    this.timeout(60_000);
    const tasks: Task[] = [
      { type: 'labels', labels: ['spam', 'ham'] },
      { type: 'text' },
      { type: 'number' } as Task,
      { type: 'json', fields: [] } as Task,
    ];
    const units = [
      '_',
      '.',
      '"',
      "'",
      '`',
      '\\',
      ' ',
      '\n',
      '-',
      '*',
      '(',
      '[',
      '{',
      '<',
      'a',
      '0',
      '0,',
      '1.',
      '```',
      '=',
      '#',
      '“',
      '\u00a0',
      'answer ',
      'answer:',
    ];
    for (const task of tasks)
      it(`are read in linear time: ${task.type}`, () => {
        const parse = makeAnswerParser(task);
        for (const unit of units) {
          const long = unit.repeat(64_000 / unit.length);
          for (const reply of [long, `a${long}a`, `\`\`\`${long}`, `${long}x\`\`\``, `"${long}`]) parse(reply);
        }
      });

    it('prompts and rows with long rows of backslashes and braces are too', () => {
      for (const unit of ['\\', '{', '{{', '\\{', '}}', '<', '<\\']) {
        const long = unit.repeat(64_000 / unit.length);
        parseTemplate(`${long}x`);
        parseTemplate(long);
        escapeTemplateText(`${long}x`);
        parseContent(`<text>${makeTagEscaper(['text'])(`<${long}x`)}</text>`);
      }
    });

    it('mean what they meant', () => {
      for (const text of ['\\\\\\{{a}}', '\\{{a}} {{b}}', '\\\\{{c}}\\', 'no braces \\\\ here'])
        assert.deepEqual(parseTemplate(escapeTemplateText(text)).parts, [{ type: 'text', text }]);
      const parse = makeAnswerParser({ type: 'text' });
      const answers = ['```\nspam\n```', '```python\nx = 1\n```', '``` spam ```', '```a```b```'].map((reply) => {
        const parsed = parse(reply);
        return parsed.type === 'valid' ? parsed.answer : undefined;
      });
      assert.deepEqual(answers, ['spam', 'x = 1', 'spam', '```a```b```']);
    });
  });

  it('12: a body that never ends is cut off', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1 << 20;
        controller.enqueue(new Uint8Array(1 << 20));
      },
    });
    await assert.rejects(limitedBody(new Response(endless)).text(), /longer than 16 MB/);
    assert.ok(sent < 2 * limits.replyBytes);
    assert.equal(await limitedBody(new Response('short', { status: 429 })).text(), 'short');
    assert.equal(limitedBody(new Response(null, { status: 204 })).status, 204);
  });

  it('14: a Parquet file whose few bytes claim many rows is refused', async () => {
    // At the top it would be required while an earlier file's import of it is under way, which Node 24 refuses.
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const real = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'text', data: ['a', 'b'] }] }));
    assert.equal((await openDatasetBytes('real.parquet', real)).rowCount, 2);
    // The footer's counts are varints: the one byte 04 (zigzag 2) behind a field header 16 or 26.
    const claims = Buffer.from(real);
    const footer = real.length - 8 - real.readUInt32LE(real.length - 8);
    const found = claims.indexOf(Buffer.from([0x16, 0x04]), footer);
    assert.ok(found > 0);
    claims[found + 1] = 0x7e;
    await assert.rejects(openDatasetBytes('claims.parquet', claims), /claims 63 rows|cannot be read/);
  });

  it('15: columns may be called anything', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const names = ['__proto__', 'constructor', 'text'];
    const data = Buffer.from(
      parquetWriteBuffer({ columnData: names.map((name) => ({ name, data: [`${name} 1`, `${name} 2`] })) }),
    );
    for (const [file, bytes] of [
      ['names.parquet', data],
      [
        'names.csv',
        Buffer.from(
          `${names.join(',')}\n${names.map((name) => `${name} 1`).join(',')}\n${names.map((name) => `${name} 2`).join(',')}\n`,
        ),
      ],
      [
        'names.jsonl',
        Buffer.from(
          [1, 2]
            .map(
              (row) =>
                `{"__proto__":"__proto__ ${String(row)}","constructor":"constructor ${String(row)}","text":"text ${String(row)}"}`,
            )
            .join('\n'),
        ),
      ],
    ] as const) {
      const dataset = await openDatasetBytes(file, bytes);
      const rows: (string | undefined)[][] = [];
      for await (const row of dataset.rows()) rows.push(names.map((name) => row.get(name)));
      assert.deepEqual(
        rows,
        [1, 2].map((row) => names.map((name) => `${name} ${String(row)}`)),
        file,
      );
    }
  });

  it('16: no model is called __proto__', () => {
    const ladder = { models: [{ id: '__proto__', provider: 'openai', model: 'gpt-4.1' }] };
    assert.throws(() => readLadder(ladder, 'ladder.json', () => ({ type: 'unknown' })), /__proto__/);
  });

  it('13: names of runs and folders in lists', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(at('runs/\u001b]0;owned\u0007\u001b[2J'), { recursive: true });
    writeFileSync(at('runs/\u001b]0;owned\u0007\u001b[2J/manifest.json'), '{\u001b[31m');
    const { stdout } = await runSmart('runs', '--runs', at('runs'));

    assert.doesNotMatch(stdout, /[\u001b\u0007\u009b]/);
    assert.match(stdout, /\\u001b\]0;owned/);
    assert.ok(readFileSync(at('runs/\u001b]0;owned\u0007\u001b[2J/manifest.json'), 'utf8').includes('\u001b'));
  });
});
