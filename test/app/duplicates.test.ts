// Identical rows asked about one by one, by the command line over a real server: each row has a request of its own, and an answer kept of one serves no other.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { roughTokens } from '../support/answerers';
import { labels, makeRunFixture, prompt, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

// An odd number of texts, so that the same text is asked about at even and odd times.
const [texts, copies] = [31, 4];

describe('identical rows', function () {
  this.timeout(120_000);
  let fixture: RunFixture;
  let asked: number;
  beforeEach(async () => {
    asked = 0;
    // A model that answers otherwise each time: the first, third, ... request says spam.
    fixture = await makeRunFixture(1, {
      answerer: ({ content }) => {
        asked++;
        return { text: labels[asked % 2]!, inputTokens: roughTokens(content), outputTokens: 1 };
      },
    });
    const lines = Array.from({ length: texts * copies }, (_, row) => `${String(row)},text ${String(row % texts)}`);
    await writeFile(fixture.dataset, `id,text\n${lines.join('\n')}\n`);
  });
  afterEach(() => fixture.close());

  const run = async (runs: string, ...more: string[]) => {
    const { code, stdout, stderr } = await smart(
      [
        ...['run', fixture.dataset, '--prompt', prompt, '--labels', labels.join(','), '--models', fixture.ladder],
        ...['--strategy', 'reference', '--runs', join(fixture.folder, runs), '--concurrency', '1', '--json', ...more],
      ],
      { env: { XDG_CACHE_HOME: join(fixture.folder, 'cache') } },
    );
    assert.equal(code, 0, stderr + stdout);
    const { output } = JSON.parse(stdout) as { output: string };
    const rows = parse(await readFile(output, 'utf8'), { columns: true }) as Record<string, string>[];
    return rows.map(({ smart_answer: answer }) => answer!);
  };

  it('are asked about once, and have one answer', async () => {
    const answers = await run('once');
    assert.equal(asked, texts);
    for (let row = texts; row < texts * copies; row++) assert.equal(answers[row], answers[row % texts]);
  });

  it('are asked about one by one where that is wanted, and each keeps its own answer', async () => {
    const answers = await run('each', '--ask-duplicates');
    assert.equal(asked, texts * copies);
    assert.ok(answers.some((answer, row) => answer !== answers[row % texts]));
    // Every answer is kept, of every row its own: another run pays nothing and has the same.
    assert.deepEqual(await run('again', '--ask-duplicates'), answers);
    assert.equal(asked, texts * copies);
  });
});
