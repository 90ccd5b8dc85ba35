// Servers whose context is smaller than a prompt leave a part of it out without a word. Their own token count tells; no whole prompt is taken for a cut one.
import assert from 'node:assert/strict';
import { createAnthropicProvider } from '../../src/providers/anthropicProvider';
import { createOpenAiProvider } from '../../src/providers/openaiProvider';
import { createQuirkStore } from '../../src/providers/quirks';
import { tokenCounterFor } from '../../src/providers/tokenCount';
import { chatReply, startRecordingServer } from '../support/recordingServer';
import { never, testRequest } from '../support/requests';

const sentences = [
  'The parcel came two days late, and nobody at the counter could say where it had been all the while.',
  'Das Paket kam zwei Tage zu spät, und niemand am Schalter konnte sagen, wo es die ganze Zeit gewesen war.',
  'Le colis est arrivé avec deux jours de retard et personne au guichet ne savait où il était passé.',
  'Посылка пришла на два дня позже, и никто у стойки не мог сказать, где она была всё это время.',
  '包裹晚到了两天，柜台上没有人能说出它这段时间到底在哪里。',
  'وصل الطرد متأخراً يومين ولم يستطع أحد عند الشباك أن يقول أين كان طوال ذلك الوقت.',
  'पार्सल दो दिन देर से आया, और काउंटर पर कोई नहीं बता सका कि वह इतने समय तक कहाँ था।',
  'កញ្ចប់បានមកដល់យឺតពីរថ្ងៃ ហើយគ្មាននរណាម្នាក់អាចប្រាប់បានថាវានៅឯណា។',
];
const textOf = (sentence: string, characters: number) =>
  Array.from({ length: Math.ceil(characters / sentence.length) }, (_, n) => `${String(n)}. ${sentence}`).join(' ');

type Case = { readonly instruction?: string; readonly content: string; readonly told: number };

async function finishOf({ instruction = 'Say ham or spam.', content, told }: Case, api: 'chat' | 'messages' = 'chat') {
  const body =
    api === 'chat'
      ? { ...chatReply, usage: { prompt_tokens: told, completion_tokens: 2, total_tokens: told + 2 } }
      : {
          ...{
            id: 'm',
            type: 'message',
            model: 'm',
            content: [{ type: 'text', text: 'spam' }],
            stop_reason: 'end_turn',
          },
          usage: { input_tokens: told - 400, cache_read_input_tokens: 400, output_tokens: 2 },
        };
  const server = await startRecordingServer(() => ({ body }));
  try {
    const options = { name: 'test', apiKey: 'k', quirks: createQuirkStore() };
    const provider =
      api === 'chat'
        ? createOpenAiProvider({ ...options, baseUrl: `${server.url}/v1` })
        : createAnthropicProvider({ ...options, baseUrl: server.url });
    return (await provider.ask(testRequest(content, { instruction }), never)).finish;
  } finally {
    await server.close();
  }
}

describe('a prompt of which the server read a part', () => {
  const long = textOf(sentences[0]!, 40_000);
  for (const context of [512, 2050, 4096])
    it(`is no answer and says so (a context of ${String(context)} tokens)`, async () => {
      const finish = await finishOf({ content: long, told: context });
      assert.equal(finish.unified, 'input-cut');
      assert.match(finish.raw!, /^The server read [\d,]+ of about 10,\d{3} tokens of the prompt: its context is too/);
    });
  for (const sentence of sentences)
    it(`is noticed where most of it is lost: ${sentence.slice(0, 12)}`, async () => {
      const finish = await finishOf({ content: textOf(sentence, 40_000), told: 2048 });
      assert.equal(finish.unified, 'input-cut');
    });
  it('is noticed where the instruction does not fit', async () => {
    const finish = await finishOf({ instruction: long, content: 'Win a prize', told: 2048 });
    assert.equal(finish.unified, 'input-cut');
  });
  it("is noticed with Anthropic's way of counting, cached tokens included", async () => {
    assert.equal((await finishOf({ content: long, told: 2048 }, 'messages')).unified, 'input-cut');
  });
});

describe('a prompt that was read whole', () => {
  for (const sentence of sentences)
    for (const characters of [1500, 40_000])
      it(`is an answer, by other vocabularies too: ${String(characters)} of ${sentence.slice(0, 12)}`, async () => {
        const content = textOf(sentence, characters);
        const { count } = await tokenCounterFor('gpt-4');
        // From a vocabulary of its own language, which joins what others split, to one of bytes.
        for (const told of [content.length / 4, count(content), Buffer.byteLength(content)])
          assert.equal((await finishOf({ content, told: Math.round(told) })).unified, 'stop', String(told));
      });
  const odd: readonly (readonly [string, string, number])[] = [
    ['lines of signs', `${'='.repeat(9000)}\n${' '.repeat(9000)}`, 600],
    [
      'a table drawn with spaces',
      Array.from({ length: 300 }, (_, n) => `${' '.repeat(60)}${String(n)}`).join('\n'),
      900,
    ],
  ];
  for (const [what, content, told] of odd)
    it(`is an answer: ${what}`, async () => assert.equal((await finishOf({ content, told })).unified, 'stop'));
  it('is an answer where a gateway leaves what it has cached out of the count', async () => {
    const content = textOf(sentences[0]!, 4000);
    assert.equal((await finishOf({ instruction: textOf(sentences[1]!, 40_000), content, told: 1000 })).unified, 'stop');
  });
  it('is an answer of a server that tells no count, or the same for every row', async () => {
    for (const told of [0, 10, 50])
      assert.equal((await finishOf({ content: textOf(sentences[0]!, 40_000), told })).unified, 'stop');
  });
});
