// A run carried out by a cluster: what it asks next is exported, answered elsewhere over HTTP, and taken back; what is missing or wrong the run asks itself.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { main } from '../../src/cli';
import { openDataset } from '../../src/datasets/openDataset';
import { writeTextTable } from '../../src/datasets/parquet/writeTable';
import type { TakenAnswers } from '../../src/app/cluster/takeAnswers';
import { syntheticAnswerer } from '../support/answerers';
import { answerPlan, type Brought, planIn } from './clusterAnswers';
import { type LiveRun, startLiveRun } from './liveRun';

const texts = Array.from({ length: 3000 }, (_, row) => `message ${String(row)} ${'lorem '.repeat(row % 5)}`);
const prices: Record<string, { inputPerMillion: number; outputPerMillion: number }> = {
  small: { inputPerMillion: 0.1, outputPerMillion: 0.4 },
  large: { inputPerMillion: 10, outputPerMillion: 40 },
};

describe('a plan that a cluster answers', function () {
  this.timeout(300_000);
  let live: LiveRun;
  beforeEach(async () => {
    live = await startLiveRun({
      texts,
      answerer: syntheticAnswerer(['ham', 'spam'], { small: 0.03 }),
      models: Object.entries(prices).map(([model, price]) => ({ model, price, maxOutputTokens: 8 })),
      priceOf: (model) => ({ type: 'token', ...prices[model]! }),
    });
  });
  afterEach(() => live.close());

  const pair = (model: string, content: string) => `${model} ${/message \d+/.exec(content)![0]}`;
  const asked = (from: number) =>
    live.server.ledger.entries.slice(from).map(({ model, content }) => pair(model, content));

  async function smart(...argv: string[]) {
    let [out, err] = ['', ''];
    const code = await main([...argv, '--runs', join(live.folder, 'runs')], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
    });
    return { code, out, err };
  }
  async function done(...argv: string[]) {
    const { code, out, err } = await smart(...argv);
    assert.equal(code, 0, err);
    return out;
  }
  const take = async (runId: string, to: string, ...more: string[]) =>
    JSON.parse(await done('import-answers', runId, to, '--json', ...more)) as TakenAnswers;

  it('delivers what an undisturbed run does, and asks again what is missing or under a wrong id', async () => {
    const { ledger } = live.server;
    // Scanned too: a run plans with what its scan has paid for.
    const seen = await live.run({ accuracy: 0.95 }, { until: 'plan' });
    const straight = await live.run({ accuracy: 0.95 }, { resume: seen.runId });
    const straightly = asked(0);
    const scanned = await live.run({ accuracy: 0.95 }, { until: 'plan' });
    const { runId } = scanned;
    let round = 0;
    let last: { to: string; took: TakenAnswers; lost: string[] } | undefined;
    for (;;) {
      const to = join(live.folder, `plan-${String(round++)}`);
      await done('export-plan', runId, '--to', to);
      const { phase, models } = await planIn(to);
      if (phase !== 'profile') {
        await answerPlan(to, live.server.url);
        const took = await take(runId, to);
        assert.equal(took.missing, 0);
        assert.equal(took.taken, took.planned);
        assert.equal((await take(runId, to)).known, took.planned, 'a second import takes nothing');
        continue;
      }
      const lost: string[] = [];
      await answerPlan(to, live.server.url, (answers) =>
        answers.flatMap((answer, at): Brought[] => {
          if (at % 100 !== 7 && at % 1000 !== 1) return [answer];
          lost.push(`${answer.model} message ${answer.id}`);
          // None of the table.
          return at % 1000 === 1 ? [{ ...answer, id: '99999999' }] : [];
        }),
      );
      last = { to, took: await take(runId, to), lost };
      assert.equal(
        models.reduce((sum, { rows }) => sum + rows, 0),
        last.took.planned,
      );
      break;
    }
    const { took, lost, to } = last;
    assert.ok(lost.length > 10 && took.wrongId >= 1, String(lost.length));
    assert.equal(took.missing, lost.length);
    assert.equal(took.taken, took.planned - lost.length);
    const told = await done('import-answers', runId, to);
    assert.match(told, new RegExp(`${String(lost.length)} are missing; the run asks them itself`));
    assert.match(told, new RegExp(`--resume ${runId}`));
    assert.match(told, /\d+ have an id that the plan does not ask/);

    const before = ledger.entries.length;
    const resumed = await live.run({ accuracy: 0.95 }, { resume: runId });
    assert.equal(resumed.state, 'finished');
    const again = new Set(asked(before));
    for (const each of lost) assert.ok(again.has(each), each);
    assert.deepEqual(await readFile(resumed.output!), await readFile(straight.output!));
    // Of what was asked in all, only the lost rows were asked twice, and everything is in the bill that came back.
    const all = asked(straightly.length);
    assert.deepEqual([...new Set(all)].sort(), [...straightly].sort());
    assert.equal(all.length - straightly.length, lost.length);
    assert.ok(Math.abs(resumed.finished!.spentUsd! - straight.finished!.spentUsd!) < 1e-9);
    const { code, err } = await smart('export-plan', runId, '--to', join(live.folder, 'over'));
    assert.equal(code, 2);
    assert.match(err, /has nothing left to ask, so nothing was exported/);
  });

  it('is Parquet by model, with the whole request, its hash and no key; nothing is overwritten', async () => {
    const { runId } = await live.run({}, { until: 'plan' });
    const to = join(live.folder, 'plan');
    const words = await done('export-plan', runId, '--to', to);
    assert.match(words, /hold the text of these rows, and no key/);
    const plan = await planIn(to);
    for (const { id, folder, rows, parts } of plan.models) {
      assert.equal(folder, `model=${id}`);
      const part = await openDataset(join(to, parts[0]!.path));
      assert.equal(part.rowCount, rows);
      assert.equal(part.format, 'parquet');
      for await (const row of part.rows()) {
        const [instruction, prompt] = [row.get('instruction')!, row.get('prompt')!];
        assert.ok(prompt.includes(texts[Number(row.get('id'))]!.trim()));
        const hash = createHash('sha256').update(`${instruction}\n\n${prompt}`).digest('hex');
        assert.equal(row.get('prompt_hash'), hash);
        assert.deepEqual((JSON.parse(row.get('response_schema')!) as { required: string[] }).required, ['answer']);
        const request = JSON.parse(row.get('request')!) as { model: string; messages: { content: string }[] };
        assert.equal(request.model, id);
        assert.deepEqual(
          request.messages.map(({ content }) => content),
          [instruction, prompt],
        );
      }
      await part.close();
    }
    assert.deepEqual(
      readdirSync(to).filter((name) => name.endsWith('.py')),
      ['daft_job.py', 'dask_job.py', 'ray_job.py', 'smart_ask.py', 'spark_job.py'],
    );
    const twice = await smart('export-plan', runId, '--to', to);
    assert.equal(twice.code, 2);
    assert.match(twice.err, /exists already and is not overwritten/);
  });

  it('counts what fits not, bills a reply that is no answer once, and leaves a bare text without a price where nobody tells it', async () => {
    const { runId } = await live.run({}, { until: 'plan' });
    const to = join(live.folder, 'plan');
    await done('export-plan', runId, '--to', to, '--format', 'jsonl');
    let isFirst = true;
    await answerPlan(to, live.server.url, (answers) => {
      if (!isFirst) return answers;
      isFirst = false;
      const useless = JSON.parse(answers[2]!.response!) as { choices: { message: { content: string } }[] };
      useless.choices[0]!.message.content = 'I would rather not say.';
      const { response: _, ...bare } = answers[4]!;
      const changed: Brought[] = [
        { ...answers[0]!, prompt_hash: answers[1]!.prompt_hash },
        { ...answers[1]!, model: 'gpt-none' },
        { ...answers[2]!, response: JSON.stringify(useless) },
        { id: answers[3]!.id, model: answers[3]!.model, prompt_hash: answers[3]!.prompt_hash, error: 'HTTP 500' },
        { ...bare, answer: '{"answer": "ham"}' },
        { ...answers[5]!, response: '{"choices": []}' },
        ...answers.slice(6),
      ];
      return [...changed, answers[6]!];
    });
    const took = await take(runId, to);
    const { wrongHash, wrongModel, wrongId, failed, unreadable, repeated, missing, unpriced } = took;
    assert.deepEqual(
      { wrongHash, wrongModel, wrongId, failed, unreadable, repeated, missing, unpriced },
      { wrongHash: 1, wrongModel: 1, wrongId: 0, failed: 1, unreadable: 2, repeated: 1, missing: 5, unpriced: 1 },
    );
    const second = await take(runId, to);
    assert.equal(second.taken, 0);
    assert.equal(second.billedUsd, 0);
  });

  it('reads answers as CSV and Parquet with token counts as well, and tells of a file that is none', async () => {
    const { runId } = await live.run({}, { until: 'plan' });
    const to = join(live.folder, 'plan');
    await done('export-plan', runId, '--to', to);
    await answerPlan(to, live.server.url);
    const { folder } = (await planIn(to)).models[0]!;
    const written = join(to, 'answers', folder, 'part-0.jsonl');
    const answers = (await readFile(written, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Brought);
    const columns = ['id', 'model', 'prompt_hash', 'answer', 'input_tokens', 'output_tokens'];
    const rows = answers.map(({ id, model, prompt_hash: hash, response }) => {
      const { choices, usage } = JSON.parse(response!) as {
        choices: { message: { content: string } }[];
        usage: { prompt_tokens: number; completion_tokens: number };
      };
      const { prompt_tokens: input, completion_tokens: output } = usage;
      return [id, model, hash, choices[0]!.message.content, String(input), String(output)];
    });
    await rm(written);
    const half = Math.floor(rows.length / 2);
    const lines = stringify([columns, ...rows.slice(0, half)]);
    await writeFile(join(to, 'answers', folder, 'by-hand.csv'), lines);
    const parquet = openSync(join(to, 'answers', folder, 'rest.parquet'), 'wx');
    await writeTextTable(parquet, columns, Readable.from(rows.slice(half)));
    closeSync(parquet);
    await writeFile(join(to, 'answers', 'torn.parquet'), 'PAR1 and no more');
    await writeFile(join(to, 'answers', 'other.csv'), 'a,b\n1,2\n');
    // While rows are missing, a file that cannot be read may hold them.
    const rest = join(to, 'answers', folder, 'rest.parquet');
    const whole = await readFile(rest);
    await writeFile(rest, whole.subarray(0, 40));
    const torn = await smart('import-answers', runId, to, '--json');
    assert.equal(torn.code, 2);
    assert.match(torn.err, /rest\.parquet.*\n.*give this command again/s);
    assert.equal((JSON.parse(torn.out) as TakenAnswers).missing, rows.length - half);
    await writeFile(rest, whole);
    const { code, out, err } = await smart('import-answers', runId, to, '--json');
    assert.equal(code, 0, err);
    const took = JSON.parse(out) as TakenAnswers;
    assert.deepEqual([took.missing, took.unpriced, took.unreadable, took.problems.length], [0, 0, 0, 2]);
    assert.match(err, /other\.csv has no column "id"/);
    assert.match(err, /torn\.parquet/);
    const tokens = rows.map(([, model, , , input, output]) => {
      const { inputPerMillion, outputPerMillion } = prices[model!]!;
      return (Number(input) * inputPerMillion + Number(output) * outputPerMillion) / 1e6;
    });
    assert.equal((await planIn(to)).models.length, 1);
    const { billedUsd } = JSON.parse(torn.out) as TakenAnswers;
    assert.ok(Math.abs(billedUsd + took.billedUsd - tokens.reduce((a, b) => a + b)) < 1e-9, String(took.billedUsd));
  });

  it('takes answers to a plan that was not exported here only where it is told to trust them, and the run says so', async () => {
    const { runId } = await live.run({}, { until: 'plan' });
    const to = join(live.folder, 'plan');
    await done('export-plan', runId, '--to', to);
    await answerPlan(to, live.server.url);
    const mine = join(live.folder, 'mine');
    await cp(to, mine, { recursive: true });
    const file = JSON.parse(await readFile(join(to, 'plan.json'), 'utf8')) as { plan: { phase: string } };
    file.plan.phase = 'another';
    await writeFile(join(to, 'plan.json'), JSON.stringify(file));
    const refused = await smart('import-answers', runId, to);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /not exported by this installation .* --trust-answers/);
    const part = (await planIn(mine)).models[0]!.parts[0]!.path;
    const kept = await readFile(join(mine, part));
    await appendFile(join(mine, part), 'x');
    assert.match((await smart('import-answers', runId, mine)).err, /part-0\.parquet/);
    await writeFile(join(mine, part), kept);
    const took = await take(runId, to, '--trust-answers');
    assert.equal(took.missing, 0);
    const resumed = await live.run({}, { resume: runId });
    assert.ok(
      resumed.events.some((event) => event.type === 'noted' && JSON.stringify(event).includes('did not write')),
      'the run says that others wrote some of its answers',
    );
    await rm(join(mine, 'answers'), { recursive: true });
    assert.match((await smart('import-answers', runId, mine)).err, /There is no folder .*answers/);
  });
});
