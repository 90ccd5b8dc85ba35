// Whole runs over HTTP whose small model says the same in other words: by the letter nothing is saved, by a judge nearly everything. What the judge
// costs has its own line of the bill, and what it says is what the promise counts.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { JobEstimate } from '../../src/app/estimateJob';
import type { JobFile } from '../../src/app/jobFile';
import { readAnswers } from '../../src/app/readAnswers';
import { promiseLimits, promiseSentence } from '../../src/engine/promise/sentence';
import { judgedDifferent } from '../../src/engine/report/answerPairs';
import { readDelivery } from '../../src/store/deliveryFile';
import { readRecords } from '../../src/store/journalFile';
import { journalPath, readManifest } from '../../src/store/runFiles';
import { seededUniform } from '../support/answerers';
import { errs, isRight, summaryAnswerer, summaryPrice, summaryTokens, summaryUsd } from '../support/judging';
import { runSmart } from '../support/runSmart';
import { startLiveRun, type LiveRun } from './liveRun';

type Says = Parameters<typeof summaryAnswerer>[0];

// The rows' own text must not be able to pose as an answer.
const textsOf = (rows: number) =>
  Array.from({ length: rows }, (_, row) => `Report ${String(row)} of the <answer_a> depot.`);
const models = Object.keys(summaryUsd).map((model) => ({ model, price: summaryPrice(model) }));

const start = (rows: number, says?: Says): Promise<LiveRun> =>
  startLiveRun({
    texts: textsOf(rows),
    models,
    priceOf: (model) => ({ type: 'token', ...summaryPrice(model) }),
    answerer: summaryAnswerer(says),
  });

const asked = (changes: { readonly [K in keyof JobFile]?: JobFile[K] | undefined } = {}) =>
  ({
    labels: undefined,
    task: 'text',
    prompt: 'Summarise: {{text}}',
    same: { by: 'judge', model: 'judge', policy: 'Extra detail makes no difference.' },
    ...changes,
  }) as Partial<JobFile>;
const usdOf = (model: keyof typeof summaryUsd) => {
  const [input, output] = summaryTokens[model];
  return (input + 4 * output) * summaryUsd[model] * 1e-6;
};
const verdictsOf = (folder: string) =>
  [...readRecords(journalPath(folder), () => undefined)].filter((record) => record.type === 'verdict');

describe('a judge says whether answers are the same', function () {
  this.timeout(240_000);

  it('saves where a small model says the same in other words, and bills its verdicts on a line of their own', async () => {
    const rowCount = 3000;
    const live = await start(rowCount);
    try {
      const result = await live.run(asked());
      assert.equal(result.state, 'finished', result.message);
      const { finished, folder } = result;
      const { ledger } = live.server;
      assert.equal(finished!.spentUsd!.toFixed(9), ledger.billedUsd.toFixed(9), 'the bill is the ledger');
      const savings = (rowCount * usdOf('large')) / ledger.billedUsd;
      assert.ok(savings >= 4, `savings ${String(savings)}`);
      const line = finished!.perModel['judge']!;
      assert.equal(line.costUsd!.toFixed(9), (line.asked * usdOf('judge')).toFixed(9));
      assert.ok(line.asked > 30 && line.delivered === 0, JSON.stringify(line));
      const verdicts = verdictsOf(folder);
      assert.equal(verdicts.length, line.asked);
      assert.equal(new Set(verdicts.map(({ candidate, row }) => `${candidate} ${String(row)}`)).size, line.asked);
      const rows: Record<string, string>[] = parse(readFileSync(result.output!, 'utf8'), { columns: true });
      const wrong = rows.filter((row, i) => row['smart_model'] === 'small' && errs(i)).length;
      assert.ok(wrong > 0 && wrong <= 0.05 * rowCount, String(wrong));
      for (const { row, verdict } of verdicts) assert.equal(verdict.same, !errs(row), String(row));

      const { promise } = finished!;
      assert.match(promiseSentence(promise), /differs here where judge calls its answer different from large's\./);
      const different = verdicts.filter(({ verdict }) => !verdict.same).length;
      assert.deepEqual(promise.judge, { id: 'judge', verdicts: verdicts.length, different, unread: 0 });
      const limits = promiseLimits(promise).join(' ');
      assert.ok(limits.includes(`Of ${String(verdicts.length)} other pairs that judge was asked about`), limits);
      // What the panel shows is what the journal holds.
      const table = await readAnswers(folder, (await readDelivery(folder))!, readManifest(folder).job.task);
      for (const { row, verdict } of verdicts) {
        assert.equal(table.agrees(0, row), verdict.same);
        const pair = judgedDifferent(table, row);
        assert.equal(pair?.verdict?.reason, verdict.same ? undefined : verdict.reason);
        assert.equal(pair !== undefined, !verdict.same);
      }
      const html = readFileSync(result.report!, 'utf8');
      assert.match(html, /Extra detail makes no difference\./);
    } finally {
      await live.close();
    }
  });

  it('shows both answers in an order that favours neither', async () => {
    const first = { small: 0, large: 0 };
    const live = await start(1500, (request) => {
      first[request.answers[0].startsWith('In short') ? 'small' : 'large']++;
      return isRight(request);
    });
    try {
      await live.run(asked());
      const all = first.small + first.large;
      // 1 in 10,000 runs of a fair coin lies further out.
      assert.ok(Math.abs(first.small - all / 2) < 2 * Math.sqrt(all), JSON.stringify(first));
    } finally {
      await live.close();
    }
  });

  it('asks whether the candidate is no worse, under the names that tell which it is', async () => {
    const seen = new Set<string>();
    const live = await start(1000, ({ answers: [reference, candidate] }) => {
      seen.add(`${reference.slice(0, 3)} ${candidate.slice(0, 3)}`);
      return true;
    });
    try {
      const { finished } = await live.run(asked({ same: undefined, judge: 'judge', noWorse: true }));
      assert.deepEqual([...seen], ['The In ']);
      assert.ok(finished!.savings! > 3, String(finished!.savings));
      assert.match(promiseSentence(finished!.promise), /judge finds its answer worse than large's\./);
    } finally {
      await live.close();
    }
  });

  it('is asked by batches where its entry in the ladder says so, and pays half', async () => {
    const live = await startLiveRun({
      texts: textsOf(600),
      models: [],
      providerType: 'openai',
      priceOf: (model) => ({ type: 'token', ...summaryPrice(model) }),
      answerer: summaryAnswerer(),
      batch: {},
    });
    const half = ({ inputPerMillion, outputPerMillion }: ReturnType<typeof summaryPrice>) => ({
      inputPerMillion: inputPerMillion / 2,
      outputPerMillion: outputPerMillion / 2,
    });
    try {
      const { finished, folder, state, message } = await live.run(
        asked(),
        {},
        {
          models: Object.keys(summaryUsd).map((model) =>
            model === 'judge'
              ? { id: model, model, price: half(summaryPrice(model)), batch: true }
              : { model, price: summaryPrice(model) },
          ),
        },
      );
      assert.equal(state, 'finished', message);
      const verdicts = verdictsOf(folder);
      const { entries } = live.server.ledger;
      const judged = entries.filter(({ content }) => content.includes('<row>'));
      assert.ok(verdicts.length > 30 && judged.length === verdicts.length, String(verdicts.length));
      assert.ok(
        judged.every(({ isBatch }) => isBatch),
        'a verdict was asked for live',
      );
      assert.ok(live.server.batches.most.requests > 10, 'verdicts were submitted one by one');
      assert.equal(finished!.spentUsd!.toFixed(9), live.server.ledger.billedUsd.toFixed(9), 'the bill is the ledger');
      for (const { row, verdict } of verdicts) assert.equal(verdict.same, !errs(row), String(row));
    } finally {
      await live.close();
    }
  });

  it('asks a judge that cannot be read again, and counts its pair as different then', async () => {
    let replies = 0;
    const live = await start(600, () => {
      replies++;
      return 'That depends on how one sees it.';
    });
    try {
      const { finished, folder, state, message } = await live.run(asked());
      const verdicts = verdictsOf(folder);
      if (state === 'paused') assert.match(message!, /could not be read|no answers?/i);
      else assert.ok(finished!.savings! < 1.1, String(finished!.savings));
      assert.ok(verdicts.length > 0 && replies >= 2 * verdicts.length, `${String(replies)} replies`);
      for (const { verdict } of verdicts) {
        assert.equal(verdict.same, false);
        assert.equal(verdict.none, 'unreadable');
        assert.match(verdict.cause!, /not one JSON value/);
      }
    } finally {
      await live.close();
    }
  });

  it('may be the reference itself, on a line of its own', async () => {
    const live = await start(1000);
    try {
      const { finished, server } = {
        ...(await live.run(asked({ same: undefined, judge: 'large' }), {}, { models: models.slice(0, 2) })),
        ...live,
      };
      assert.equal(finished!.spentUsd!.toFixed(9), server.ledger.billedUsd.toFixed(9));
      const { small, large, ...others } = finished!.perModel;
      assert.deepEqual(Object.keys(others), ['large (judge)']);
      const verdicts = server.ledger.entries.filter(
        ({ model, content }) => model === 'large' && content.includes('<row>'),
      );
      assert.equal(others['large (judge)']!.asked, verdicts.length);
      assert.equal(large!.asked + small!.asked + verdicts.length, server.ledger.entries.length);
    } finally {
      await live.close();
    }
  });

  it('serves the published strategies by the same verdicts', async () => {
    const live = await start(1000);
    try {
      for (const strategy of ['profile-smart', 'model-mix'] as const) {
        const before = live.server.ledger.billedUsd;
        const { finished } = await live.run(asked({ strategy, accuracy: 0.9 }));
        assert.equal(finished!.spentUsd!.toFixed(9), (live.server.ledger.billedUsd - before).toFixed(9));
        assert.ok(finished!.savings! > 2, `${strategy} ${String(finished!.savings)}`);
      }
    } finally {
      await live.close();
    }
  });

  it('is asked only about fields that are left to it, where all others are the same', async () => {
    const facts = (row: number) => ({ total: 10 * row, tone: seededUniform('tone', row) < 0.5 ? 'glad' : 'cross' });
    const shown: string[] = [];
    const live = await startLiveRun({
      texts: textsOf(1000),
      models,
      priceOf: (model) => ({ type: 'token', ...summaryPrice(model) }),
      answerer: (call) => {
        const [inputTokens, outputTokens] = summaryTokens[call.model as keyof typeof summaryTokens];
        const usage = { inputTokens, outputTokens };
        if (call.content.includes('<row>')) {
          shown.push(call.content);
          return { text: '{"same": "true", "reason": "Both are so."}', ...usage };
        }
        const row = Number(/Report (\d+)/.exec(call.content)![1]);
        const { total, tone } = facts(row);
        const isWrong = call.model === 'small' && errs(row);
        const mood = call.model === 'small' ? `The tone is ${tone}.` : `It sounds ${tone}.`;
        return { text: JSON.stringify({ total: isWrong ? total + 1 : total, mood }), ...usage };
      },
    });
    try {
      const fields = [
        { path: 'total', same: 'number' as const },
        { path: 'mood', same: 'judge' as const },
      ];
      const { finished } = await live.run(asked({ task: 'json', same: undefined, fields, judge: 'judge' }));
      assert.ok(finished!.savings! > 1.5, String(finished!.savings));
      assert.ok(shown.length > 0);
      for (const content of shown) {
        assert.doesNotMatch(content, /"total"/);
        assert.ok(!errs(Number(/Report (\d+)/.exec(content)![1])), 'another field differs: nothing is left to judge');
      }
    } finally {
      await live.close();
    }
  });

  it('is estimated before anything is sent, and refused where it makes no sense', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smart-judged-'));
    try {
      const dataset = join(folder, 'reports.csv');
      writeFileSync(dataset, `text\n${textsOf(400).join('\n')}\n`);
      const ladder = join(folder, 'ladder.json');
      const local = { local: { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' } };
      writeFileSync(
        ladder,
        JSON.stringify({ providers: local, models: models.map((model) => ({ provider: 'local', ...model })) }),
      );
      const smart = (...more: string[]) =>
        runSmart('run', dataset, '--prompt', 'Summarise: {{text}}', '--models', ladder, '--dry-run', ...more);
      const { stdout } = await smart('--judge', 'judge', '--json');
      const estimate = JSON.parse(stdout) as JobEstimate;
      assert.deepEqual(
        estimate.perModel.map(({ model }) => model),
        ['small', 'large'],
      );
      const { lowUsd, expectedUsd, highUsd } = estimate.judging!;
      assert.ok(0 < lowUsd && lowUsd < expectedUsd && expectedUsd < highUsd, JSON.stringify(estimate.judging));
      assert.ok(estimate.total!.highUsd > highUsd);
      const said = await smart('--judge', 'judge');
      assert.match(said.stdout, /judging: /);
      assert.match(said.stdout, /A row differs here where judge calls its answer different from large's\./);
      for (const [words, problem] of [
        [['--same', 'judge'], /Say which model judges .*--judge MODEL/],
        [
          ['--same', 'words', '--judge', 'judge'],
          /nothing is left to a judge: the rule here is "words"; use --same judge/,
        ],
        [['--labels', 'a,b', '--judge', 'judge'], /judges are for the tasks text and json/],
        [['--judge', 'nobody'], /The judge "nobody" is not in the models file; it has small, large, judge\./],
        [['--judge-policy', 'Be kind.'], /A policy of a judge was given/],
        [['--fields', 'a:judge'], /Say which model judges/],
      ] as const) {
        const refused = await smart(...words);
        assert.equal(refused.code, 2, refused.stderr);
        assert.match(refused.stderr, problem);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
