import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { formatContent } from '../../../src/engine/prompt/fieldTags';
import { ProviderError } from '../../../src/engine/provider';
import type { Task } from '../../../src/engine/task/task';
import { embeddedLadder, embeddedModel } from '../../../src/providers/embedded/embeddedLadder';
import { createEmbeddedProvider } from '../../../src/providers/embedded/embeddedProvider';
import { readSampleSentences, trainingRows } from '../../../src/providers/embedded/sampleSentences';
import type { EmbeddedId } from '../../../src/providers/embedded/sentimentModels';

const mediaFolder = join(__dirname, '../../../../media/embedded');
const two: Task = { type: 'labels', labels: ['positive', 'negative'] };
const never = new AbortController().signal;

/** A clock on which one millisecond, two, three ... pass between looks. */
function makeSlowClock(): () => number {
  let seconds = 0;
  let step = 0;
  return () => (seconds += 0.001 * ++step);
}

const provider = createEmbeddedProvider({ mediaFolder, cpuSeconds: makeSlowClock() });
const ask = (id: EmbeddedId, text: string, task: Task = two, signal = never) =>
  provider.ask({ model: embeddedModel(id), instruction: '', content: formatContent(['text'], [text]), task }, signal);

const sentences = readSampleSentences();
const isTraining = trainingRows(sentences.length);

describe('embedded provider', () => {
  it('answers in the job\u2019s own labels, with probability and CPU seconds', async () => {
    for (const id of ['afinn', 'vader', 'ngram', 'wink', 'use'] as const) {
      const good = await ask(id, 'I love it, an excellent and beautiful film!', { type: 'labels', labels: ['0', '1'] });
      const bad = await ask(id, 'Terrible. The worst waste of money ever.', { type: 'labels', labels: ['0', '1'] });
      assert.deepEqual([good.text, bad.text], ['1', '0'], id);
      // A reading of the clock itself is not billed: two steps of it less.
      if (id !== 'use') assert.ok(Math.abs(good.usage.cpuSeconds! - 0.001) < 1e-9, id);
      for (const reply of [good, bad]) {
        assert.ok(reply.confidence! > 0.5 && reply.confidence! <= 1, id);
        assert.ok(reply.usage.cpuSeconds! > 0, id);
        assert.equal(reply.finish.unified, 'stop');
      }
    }
  });

  it('answers rows without text, alone and beside others', async () => {
    for (const id of ['afinn', 'vader', 'ngram', 'wink', 'use'] as const) {
      const alone = await ask(id, '');
      const replies = await Promise.all(
        ['I love it', '', 'Terrible, the worst waste.', ''].map((text) => ask(id, text)),
      );
      assert.deepEqual(
        replies.map(({ text }) => text),
        ['positive', alone.text, 'negative', alone.text],
        id,
      );
    }
  });

  it('says neutral between, where there is a neutral label', async () => {
    const three: Task = { type: 'labels', labels: ['negative', 'neutral', 'positive'] };
    for (const id of ['afinn', 'vader', 'wink'] as const) {
      const reply = await ask(id, 'The parcel came on Tuesday.', three);
      assert.equal(reply.text, 'neutral');
      assert.equal(reply.confidence, undefined);
      assert.equal((await ask(id, 'A wonderful parcel, I love it', three)).text, 'positive');
    }
  });

  it('refuses what is no sentiment, and unknown classifiers, with the mend', async () => {
    const isRefusal = (pattern: RegExp) => (error: unknown) =>
      error instanceof ProviderError && error.kind === 'bad-request' && pattern.test(error.message);
    const spam: Task = { type: 'labels', labels: ['spam', 'ham'] };
    await assert.rejects(ask('afinn', 'x', spam), isRefusal(/sentiment only.*spam, ham/));
    await assert.rejects(ask('afinn', 'x', { type: 'text' }), isRefusal(/task here is text/));
    await assert.rejects(ask('bert' as EmbeddedId, 'x'), isRefusal(/afinn, vader, wink, ngram, use/));
  });

  it('aborts with the signal\u2019s own reason, also while waiting its turn', async () => {
    const aborted = new AbortController();
    const reason = new Error('stopped');
    const waiting = [ask('use', 'first'), ask('use', 'second', two, aborted.signal)];
    const refused = assert.rejects(waiting[1]!, (error) => error === reason);
    aborted.abort(reason);
    await assert.rejects(ask('afinn', 'x', two, aborted.signal), (error) => error === reason);
    await waiting[0];
    await refused;
    assert.ok((await ask('use', 'still works')).text);
  });

  it('leaves no process-wide handlers behind when the encoder starts', async () => {
    const count = () => ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
    const before = count();
    const fresh = createEmbeddedProvider({ mediaFolder, cpuSeconds: makeSlowClock() });
    const content = formatContent(['text'], ['fine']);
    await fresh.ask({ model: embeddedModel('use'), instruction: '', content, task: two }, never);
    assert.deepEqual(count(), before);
    assert.ok(!process.rawListeners('uncaughtException').some((listener) => String(listener).includes('ExitStatus')));
  });

  it('starts the encoder where WebAssembly takes longer than reading its model', () => {
    const script = join(__dirname, '../../support/slowWasm.script.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    assert.deepEqual([status, stdout.trim()], [0, '512'], stderr);
  });

  it('lets timers run while many rows are asked', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    for (let i = 0; i < 3000; i++) await ask('afinn', 'good');
    clearInterval(timer);
    assert.ok(turns > 3);
  });

  it('holds on sentences that took no part in training: each classifier beats the lexicon below it or equals it', async () => {
    const accuracy = async (id: EmbeddedId) => {
      let right = 0;
      let rows = 0;
      for (const [row, sentence] of sentences.entries()) {
        if (isTraining[row]) continue;
        rows++;
        if ((await ask(id, sentence.text)).text === sentence.label) right++;
      }
      return right / rows;
    };
    const [afinn, vader, ngram] = [await accuracy('afinn'), await accuracy('vader'), await accuracy('ngram')];
    assert.ok(afinn > 0.78 && vader > 0.8 && ngram > 0.82, [afinn, vader, ngram].join(' '));
    assert.ok(afinn < vader && vader < ngram);
  });
});

describe('embedded ladder', () => {
  it('goes from cheap to expensive, priced by CPU seconds, all ready where the packages are installed', () => {
    const ladder = embeddedLadder();
    assert.equal(ladder[0]!.model.id, 'afinn');
    assert.equal(ladder.at(-1)!.model.id, 'use');
    for (const { model, unavailable } of ladder) {
      assert.equal(model.price.type, 'cpu');
      assert.equal(unavailable, undefined);
    }
  });
});

describe('sample sentences', () => {
  it('are 2,982 distinct ones, a third of them for training, the same on every machine', () => {
    assert.equal(sentences.length, 2982);
    assert.equal(new Set(sentences.map(({ text }) => text)).size, 2982);
    const training = isTraining.flatMap((is, row) => (is ? [row] : []));
    assert.equal(training.length, 994);
    assert.deepEqual(training.slice(0, 3), [2, 3, 10]);
  });
});
