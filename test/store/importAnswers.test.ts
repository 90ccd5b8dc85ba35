// Answers that were paid for once serve another run: those that are answers, of the same model whatever it is called now, to rows that are asked about.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { InputError } from '../../src/engine/inputError';
import type { JournalRecord } from '../../src/engine/journal';
import { answersThatFit, importAnswers, mayFit } from '../../src/store/importAnswers';
import { openJournal } from '../../src/store/journal';
import { big, dataset, job, newRun, tiny } from './runs';
import { filesOpenIn, scratchFolder } from './scratch';

const answer = (model: string, row: number, key: string): JournalRecord => ({
  ...{ type: 'answer', model, row, answer: { status: 'valid', key, costUsd: 0.25 }, settles: [row] },
  ...{ billedUsd: 0.25, usage: { inputTokens: 10, outputTokens: 1 } },
});

describe('answers of another run', () => {
  const folder = scratchFolder();

  async function earlier(records: readonly JournalRecord[]) {
    const run = await newRun(join(folder(), 'runs'));
    for (const record of records) await run.journal.append(record);
    await run.close();
    return run;
  }

  const told: readonly JournalRecord[] = [
    answer('tiny', 0, 'positive'),
    answer('tiny', 0, 'negative'),
    answer('big', 0, 'negative'),
    { type: 'answer', model: 'tiny', row: 1, answer: { status: 'invalid', text: 'hm', costUsd: 0.25 }, usage: {} },
    answer('tiny', 1, 'positive'),
    { type: 'failure', model: 'tiny', row: 2, kind: 'timeout', message: 'none came' },
    { type: 'event', event: { type: 'noted', message: 'not an answer' } },
    { type: 'repeat', model: 'big', row: 0, answer: { status: 'valid', key: 'positive' }, usage: {} },
    answer('gone', 3, 'positive'),
    answer('tiny', 4, 'positive'),
    answer('tiny', 5, 'positive'),
  ];

  it('are taken once a row, as paid, under the name that the model has now', async () => {
    const from = await earlier(told);
    const models = [
      { ...tiny, id: 'small' },
      { ...big, settings: { temperature: 1 } },
    ];
    const into = { job: { ...job, models, limit: 5 }, dataset };
    assert.deepEqual(
      [...answersThatFit(from.folder, into)],
      [
        ...[0, 1, 4].map((row) => ({
          ...{ type: 'answer', model: 'small', row, answer: { status: 'valid', key: 'positive', costUsd: 0.25 } },
          ...{ billedUsd: 0, usage: {}, isCached: true },
        })),
      ],
    );
  });

  it('are those of the rows that the dataset has, where no limit is given', async () => {
    const from = await earlier(told);
    const rowsOf = (into: Parameters<typeof answersThatFit>[1]) =>
      [...answersThatFit(from.folder, into)].map(({ model, row }) => `${model} ${String(row)}`);
    assert.deepEqual(rowsOf({ job, dataset }), ['tiny 0', 'big 0', 'tiny 1', 'tiny 4', 'tiny 5']);
    assert.deepEqual(rowsOf({ job, dataset: { ...dataset, rowCount: 5 } }), ['tiny 0', 'big 0', 'tiny 1', 'tiny 4']);
  });

  it('stand in the journal of the run that takes them, which tells how many', async () => {
    const from = await earlier(told);
    const into = await newRun(join(folder(), 'runs'));
    await into.close();
    assert.deepEqual(await importAnswers(from.folder, into.folder, { job, dataset }), { answers: 5, verdicts: 0 });
    assert.deepEqual(filesOpenIn(folder()), []);
    const journal = await openJournal(join(into.folder, 'journal.smartlog'));
    assert.deepEqual([...journal.earlier], [...answersThatFit(from.folder, { job, dataset })]);
    await journal.close();
  });

  it('of a table that has grown are taken for the rows that they are about now, verdicts too, each once', async () => {
    const verdict = (row: number, candidate: string, none?: 'failed'): JournalRecord => ({
      ...{ type: 'verdict', model: 'judge', candidate, row, settles: [9] },
      verdict: { same: none === undefined, ...(none && { none }), costUsd: 0.5 },
      ...{ billedUsd: 0.5, usage: { inputTokens: 10 } },
    });
    const from = await earlier([
      ...told,
      verdict(0, 'tiny'),
      verdict(0, 'big'),
      verdict(0, 'tiny'),
      verdict(1, 'tiny', 'failed'),
      verdict(4, 'tiny'),
      verdict(4, 'big', 'failed'),
      answer('gone', 4, 'positive'),
    ]);
    const into = await newRun(join(folder(), 'runs'));
    await into.close();
    // Row 0 is 10 and 11 now, row 4 and row 5 are both 12, all others are gone.
    const targetsOf = (row: number) => (row === 0 ? [10, 11] : row === 4 || row === 5 ? [12] : []);
    const models = [{ ...tiny, id: 'small' }, big];
    const prompt = 'another {{text}}';
    assert.deepEqual(
      await importAnswers(from.folder, into.folder, { job: { ...job, models, prompt }, dataset }, targetsOf),
      { answers: 5, verdicts: 5 },
    );
    const journal = await openJournal(join(into.folder, 'journal.smartlog'));
    const taken = [...journal.earlier];
    await journal.close();
    const free = { billedUsd: 0, usage: {}, isCached: true };
    const answered = (model: string, row: number, key: string) => ({
      ...{ type: 'answer', model, row, answer: { status: 'valid', key, costUsd: 0.25 } },
      ...free,
    });
    const judged = (row: number, candidate: string) => {
      const { settles: _, ...rest } = verdict(row, candidate) as Extract<JournalRecord, { type: 'verdict' }>;
      return { ...rest, ...free };
    };
    assert.deepEqual(taken, [
      answered('small', 10, 'positive'),
      answered('small', 11, 'positive'),
      answered('big', 10, 'negative'),
      answered('big', 11, 'negative'),
      answered('small', 12, 'positive'),
      ...[10, 11].map((row) => judged(row, 'tiny')),
      ...[10, 11].map((row) => judged(row, 'big')),
      judged(12, 'tiny'),
    ]);
  });

  it('of a grown table that is one batch are taken as they are, readable or not, but for those of the reference', async () => {
    const invalid = (model: string): JournalRecord => ({
      ...{ type: 'answer', model, row: 0, answer: { status: 'invalid', text: 'hm' }, usage: {} },
    });
    const from = await earlier([invalid('tiny'), invalid('big'), answer('big', 0, 'positive')]);
    const takenBy = async (wholeTable?: boolean) => {
      const into = await newRun(join(folder(), 'runs'));
      await into.close();
      const whole = { ...job, reference: 'big', ...(wholeTable !== undefined && { wholeTable }) };
      await importAnswers(from.folder, into.folder, { job: whole, dataset }, (row) => [row]);
      const journal = await openJournal(join(into.folder, 'journal.smartlog'));
      const taken = [...journal.earlier].map(
        (record) => record.type === 'answer' && [record.model, record.answer.status],
      );
      await journal.close();
      return taken;
    };
    const valid = ['big', 'valid'];
    assert.deepEqual(await takenBy(true), [['tiny', 'invalid'], valid]);
    assert.deepEqual(await takenBy(false), [valid]);
    assert.deepEqual(await takenBy(), [valid]);
  });

  it('fit where rows and question are the same and one of the models is', async () => {
    const { manifest, folder: from } = await earlier([]);
    const others = [
      { ...tiny, modelId: 'a' },
      { ...big, modelId: 'b' },
    ];
    assert.ok(mayFit(manifest, { job, dataset }));
    assert.ok(mayFit(manifest, { job: { ...job, models: [{ ...big, id: 'x' }] }, dataset }));
    assert.ok(!mayFit(manifest, { job: { ...job, models: others }, dataset }));
    assert.ok(!mayFit(manifest, { job: { ...job, prompt: 'another {{text}}' }, dataset }));
    assert.ok(!mayFit(manifest, { job, dataset: { ...dataset, hash: 'other' } }));
    const taking = { job: { ...job, prompt: 'another {{text}}' }, dataset };
    assert.throws(
      () => answersThatFit(from, taking),
      (error) =>
        error instanceof InputError &&
        error.message.startsWith(`Answers of run ${manifest.runId} cannot be reused: the prompt is another one`),
    );
  });
});
