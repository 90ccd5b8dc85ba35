// Replies as an adversary and as models write them (replies/*.txt): a label is read where it is stated, and nowhere else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAnswerParser } from '../../../src/engine/task/parseAnswer';

type Case = {
  readonly labels: readonly string[];
  readonly meant: string | undefined;
  readonly reply: string;
  readonly at: string;
};

function casesOf(name: string): Case[] {
  const lines = readFileSync(join(__dirname, '../../../../test/engine/task/replies', `${name}.txt`), 'utf8').split(
    '\n',
  );
  let labels: string[] = [];
  let meant: string | undefined;
  return lines.flatMap((line, index): Case[] => {
    if (index === 0 || line === '') return [];
    if (line.startsWith('== ')) {
      const [list, arrow] = line.slice(3).split(' -> ');
      labels = list!.split(' | ');
      meant = arrow;
      return [];
    }
    const reply = line.replace(/\\(.)/g, (_all, sign: string) => (sign === 'n' ? '\n' : sign === 't' ? '\t' : sign));
    return [{ labels, meant, reply, at: `${name}.txt:${String(index + 1)}` }];
  });
}

const parsers = new Map<readonly string[], ReturnType<typeof makeAnswerParser>>();
function read(labels: readonly string[], reply: string): string | undefined {
  const parser = parsers.get(labels) ?? makeAnswerParser({ type: 'labels', labels });
  parsers.set(labels, parser);
  const answer = parser(reply);
  return answer.type === 'valid' ? answer.answer : undefined;
}

/** What models put around an answer; it makes no doubtful answer sure. */
const frames: readonly ((reply: string) => string)[] = [
  (reply) => `Answer: ${reply}`,
  (reply) => `The label is ${reply}`,
  (reply) => `Sure! ${reply}`,
  (reply) => `Therefore, ${reply}`,
  (reply) => `The text is short.\n${reply}`,
  (reply) => `The text is short.\nFinal answer: ${reply}`,
  (reply) => `${reply}\n\nThe text is short.`,
  (reply) => `${reply}\nReason: the text is so`,
  (reply) => `${reply}.`,
  (reply) => `\n${reply}\n`,
  (reply) => `\`\`\`\n${reply}\n\`\`\``,
  (reply) => `<think>Hm.</think>${reply}`,
  (reply) => `<answer>${reply}</answer>`,
  (reply) => JSON.stringify({ label: reply }),
  (reply) => reply.toUpperCase(),
  (reply) => `${reply} (confidence: 0.95)`,
  (reply) => `${reply}, 90% sure`,
  (reply) => `${reply}\nConfidence: 92%`,
  (reply) => `${reply} 😀`,
  (reply) => `🎉 ${reply}`,
  (reply) => (reply.includes('\n') ? reply : `Priority: ${reply}`),
];

describe('labels in replies: a corpus', () => {
  it('reads no label out of a reply that states none, or not surely, bare and in what models put around answers', () => {
    for (const { labels, reply, at } of casesOf('unreadable'))
      for (const text of [reply, ...frames.map((frame) => frame(reply))])
        assert.equal(read(labels, text), undefined, `${at}: ${JSON.stringify(text)}`);
  });

  it('reads the plain replies that models give', () => {
    for (const { labels, meant, reply, at } of casesOf('readable'))
      assert.equal(read(labels, reply), meant, `${at}: ${JSON.stringify(reply)}`);
  });

  it('never reads another label than the one that is meant', () => {
    for (const { labels, meant, reply, at } of casesOf('rightOrUnreadable'))
      for (const text of [reply, ...frames.map((frame) => frame(reply))])
        assert.ok([undefined, meant].includes(read(labels, text)), `${at}: ${JSON.stringify(text)}`);
  });
});
