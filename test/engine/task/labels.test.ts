// Labels read out of replies: whatever stands in a reply, a label that the model did not choose is never returned as valid.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAnswer } from '../../../src/engine/task/parseAnswer';

function labelOf(labels: readonly string[], reply: string): string | undefined {
  const answer = parseAnswer({ type: 'labels', labels }, reply);
  return answer.type === 'valid' ? answer.answer : undefined;
}

const range = (from: number, to: number, step = 1) =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => String(from + i * step));
const letters = ['A', 'B', 'C', 'None'];

function unreadable(labels: readonly string[], replies: readonly string[]): void {
  for (const reply of replies) assert.equal(labelOf(labels, reply), undefined, JSON.stringify(reply));
}

describe('labels in replies: what is in doubt is unreadable', () => {
  it('a scale is not the label that is its end', () => {
    const ten = range(1, 10);
    unreadable(ten, [
      '8/10',
      'Rating: 7/10',
      'Answer: 4/10',
      'I would rate this 7 out of 10.',
      'Score: 3 (on a scale from 1 to 10)',
      '9 of 10',
      'between 9 and 10',
      '10 %',
      '7.10',
      '9-10',
      '>10',
      '10?',
      'Top 10!  I say 8',
    ]);
    unreadable(range(0, 100, 25), ['85/100', 'Score: 85 out of 100', '80 %, so close to 100', '33 of 100 points']);
    unreadable(['1 star', '5 stars', '10 stars'], ['4.5 stars', '3 out of 5 stars', 'It has 15 stars.', 'not 5 stars']);
    unreadable(['low', 'mid', '10'], ['8/10', '8 out of 10', 'Rating: 9/10.']);
  });

  it('single letters and abbreviations in prose', () => {
    unreadable(letters, [
      'A (none of the others fits)',
      'B, because C and N/A do not fit',
      'A review of a film',
      'This is a B movie about none',
      'Plan B is not needed',
    ]);
    unreadable([...letters, 'N/A'], ['B, because C and N/A do not fit', 'A or N/A']);
    unreadable(['US', 'UK', 'IT'], ['Tell us more.', 'it is in the us', 'Let us say it is the UK.', 'us, I think']);
    unreadable(['I', 'II', 'III'], ['I think it is II.', 'I, personally, cannot say.', 'I would say II']);
    unreadable(
      ['Yes', 'No'],
      ['There is no evidence of that.', 'I have no doubt.', 'Yes or no', 'Is it? No idea.', 'No idea?'],
    );
  });

  it('negations, on either side of the label and in other languages', () => {
    unreadable(
      ['spam', 'ham'],
      [
        'This is not spam.',
        'not spam',
        'spam? No.',
        'Spam: no',
        'Spam - no',
        'Spam it is not',
        'Spam would be wrong here.',
        'It is anything but spam.',
        'It is far from spam.',
        'It would be a mistake to call this spam.',
        'Nobody would call this spam.',
        'The answer is not spam.',
        'Das ist kein Spam.',
        'Ce message n’est pas du spam.',
        'Esto no es spam.',
        'Это не spam.',
        'non-spam',
        'Spam-free',
        'Spam filters would let it pass.',
        'Spam, not really.',
        'Spam. Not at all.',
        'Spam. Wait, that is wrong.',
        'Spam, on second thought the other one.',
      ],
    );
  });

  it('several labels, a label in a longer word, a quotation, the question repeated', () => {
    unreadable(
      ['relevant', 'irrelevant', 'hate'],
      ['relevant/irrelevant', 'relevant or irrelevant', 'irrelevantly', 'hateful', 'It says "I hate Mondays".'],
    );
    unreadable(
      ['positive', 'neutral', 'negative'],
      [
        'Is this review positive?',
        'Is this review positive? Yes.',
        'You ask whether the text is positive.',
        'The options are: positive',
        'Example: positive',
        'The author says "a positive surprise" and leaves it there.',
        'A wrong answer: positive',
        'The word positive occurs in it.',
        'Positive reviews usually mention the food.',
        'If it were longer, it would be positive.',
        'It could be positive.',
        'It is hard to say, maybe positive.',
        'positive: 0.1',
        'positive (10 %)',
        'positive?',
        'Answer: positive\nAnswer: negative',
        'I cannot tell whether it is positive.',
      ],
    );
    assert.equal(labelOf(['positive', 'very positive'], 'The review is very positive.'), 'very positive');
  });

  it('reads the plain statements that models make', () => {
    const read = (labels: readonly string[], expected: string, replies: readonly string[]) => {
      for (const reply of replies) assert.equal(labelOf(labels, reply), expected, JSON.stringify(reply));
    };
    read(['spam', 'ham'], 'spam', [
      'Spam. The sender does not say who they are.',
      'spam\n\nThe message asks for money.',
      '**Spam** - the link is suspicious',
      'I would classify this message as spam.',
      'This is spam because it asks for money.',
      'The message is clearly "spam".',
      'This message should be classified as spam.',
      'Label: spam',
      'Final answer: **Spam**',
      'It mentions ham and eggs.\nAnswer: spam',
      '<label>spam</label>',
      '{"label":"spam","reason":"not ham"}',
      '"Spam"',
    ]);
    read(['Yes', 'No'], 'No', ['No, the review does not mention price.', 'No.', 'no', 'Answer: No']);
    read(letters, 'B', ['B', 'B.', '(B)', 'B) it fits best', 'Answer: B', 'The answer is B.']);
    read(range(1, 10), '7', ['7', '7.', 'Rating: 7', 'The score is 7', '"7"']);
  });

  it('never returns a label that only a distractor names', () => {
    const sets = [
      ['spam', 'ham'],
      ['positive', 'negative', 'neutral'],
      range(1, 5),
      letters,
      ['sports', 'world news', 'N/A'],
      ['正面', '负面', '中性'],
      ['-1', '0', '1'],
      ['1-3', '4-6', '7-10'],
      ['true', 'false'],
    ];
    const distractors = [
      (d: string) => `It is not ${d}.`,
      (d: string) => `Is it ${d}?`,
      (d: string) => `${d}? No.`,
      (d: string) => `Nothing here is ${d}.`,
      (d: string) => `The text quotes "${d} again".`,
      (d: string) => `It is far from ${d}.`,
      (d: string) => `One might think of ${d}.`,
      (d: string) => `${d}-like wording.`,
      (d: string) => `un${d}`,
      (d: string) => `Others would say ${d}.`,
      (d: string) => `out of ${d}`,
      (d: string) => `${d} or something else`,
      (d: string) => `Some would say ${d}.`,
      (d: string) => `The instructions in it say:\nAnswer: ${d}`,
      (d: string) => `> Answer: ${d}`,
      (d: string) => `Example: ${d}`,
      (d: string) => `Example 1:\nText: ...\nLabel: ${d}`,
      (d: string) => `My first guess was ${d}.`,
      (d: string) => `If it were longer, it would be ${d}.`,
      (d: string) => `The least likely answer: ${d}`,
      (d: string) => `rather than ${d}`,
      (d: string) => `(not ${d})`,
      (d: string) => `neither ${d} nor anything else`,
      (d: string) => `~~${d}~~`,
      (d: string) => `<s>${d}</s>`,
      (d: string) => `[ ] ${d}`,
      (d: string) => `${d} ✗`,
      (d: string) => `${d}: 0.2`,
      (d: string) => `${d} - no`,
      (d: string) => `<think>${d}, I think.</think>`,
      (d: string) => `不是${d}。`,
      (d: string) => `Das ist kein ${d}.`,
      (d: string) => `no ${d}`,
      (d: string) => `文中说“${d}”。`,
      (d: string) => `是${d}吗？`,
      (d: string) => `没有${d}的内容。`,
      (d: string) => `如果是${d}就好了。`,
      (d: string) => `并非${d}。`,
      (d: string) => `可能是${d}。`,
      (d: string) => `${d}还是别的？`,
      (d: string) => `Das könnte ${d} sein.`,
      (d: string) => `Ce n’est pas ${d}.`,
      (d: string) => `No es ${d}.`,
      (d: string) => `Это не ${d}.`,
      (d: string) => `${d}: false`,
      (d: string) => `{"${d}": 0.1}`,
      (d: string) => `- ${d}: no`,
      (d: string) => `P(${d}) = 0.2`,
      (d: string) => `User: ${d}?`,
      (d: string) => `not ${d}<|im_end|>`,
      (d: string) => `Possible labels include ${d}`,
      (d: string) => `${d} was ruled out.`,
      (d: string) => `"${d}" is the wrong label.`,
      (d: string) => `I almost said ${d}.`,
      (d: string) => `At first I thought ${d}.`,
      (d: string) => `${d} of 12`,
      (d: string) => `${d}/12`,
      (d: string) => `2${d}`,
      (d: string) => `${d}.5`,
      (d: string) => `☐ ${d}`,
      (d: string) => `Consider ${d}?`,
      (d: string) => `Nobody would say ${d} here.`,
      (d: string) => `It is less ${d} than one thinks.`,
    ];
    const states = [
      (t: string) => t,
      (t: string) => `Answer: ${t}`,
      (t: string) => `This is ${t}.`,
      (t: string) => `${t}.`,
      (t: string) => `I would classify this text as ${t}.`,
      (t: string) => `The answer is ${t}.`,
      (t: string) => `${t}, because the text is so.`,
      (t: string) => `The text is short. Therefore, it is ${t}.`,
      (t: string) => `{"label": ${JSON.stringify(t)}}`,
      (t: string) => `${t}<|im_end|>`,
      (t: string) => `**${t}**`,
      (t: string) => `答案：${t}`,
      (t: string) => `\\boxed{${t}}`,
      (t: string) => `<answer>${t}</answer>`,
      (t: string) => `Antwort: ${t}`,
      () => '',
    ];
    const reply = fc.constantFrom(...sets).chain((labels) =>
      fc.record({
        labels: fc.constant(labels),
        truth: fc.nat(labels.length - 1),
        state: fc.constantFrom(...states),
        noise: fc.array(fc.tuple(fc.constantFrom(...distractors), fc.nat(labels.length - 1), fc.boolean()), {
          minLength: 1,
          maxLength: 3,
        }),
        glue: fc.constantFrom(' ', '\n', '\n\n', ' - '),
      }),
    );
    fc.assert(
      fc.property(reply, ({ labels, truth, state, noise, glue }) => {
        const wrong = noise.filter(([, index]) => index !== truth);
        const before = wrong.filter(([, , isBefore]) => isBefore).map(([make, index]) => make(labels[index]!));
        const after = wrong.filter(([, , isBefore]) => !isBefore).map(([make, index]) => make(labels[index]!));
        const text = [...before, state(labels[truth]!), ...after].join(glue);
        const read = labelOf(labels, text);
        assert.ok(read === undefined || read === labels[truth], `${JSON.stringify(text)} was read as ${String(read)}`);
      }),
      { numRuns: 5000 },
    );
  });

  it('class of signs and digits of other scripts, and marks of chat templates: what they say, and nothing more', () => {
    const ten = range(1, 10);
    for (const reply of [
      '٨',
      '۸',
      '८',
      '৮',
      '８',
      '8\u200b',
      '8<|im_end|>',
      '8</s>',
      '8<|eot_id|>\n',
      '**8** <end_of_turn>',
    ])
      assert.equal(labelOf(ten, reply), '8', JSON.stringify(reply));
    unreadable(ten, ['٨/١٠', '8/10<|im_end|>', '<s>8</s>', 'not 8</s>', '8<|im_start|>9', '٧ أو ٨']);
    for (const reply of [
      '8<|im_end|>\n<|im_start|>user\n9',
      '8 <|eot_id|><|start_header_id|>user',
      '8</s> [INST] 9 [/INST]',
    ])
      assert.equal(labelOf(ten, reply), '8', JSON.stringify(reply));
    unreadable(ten, ['[INST] 8 [/INST]', '<|im_start|>8']);
    const signs = ['-1', '0', '1'];
    for (const reply of ['-1', '−1', '–1', '"-1"', 'Label: −1']) assert.equal(labelOf(signs, reply), '-1', reply);
    // A bullet, or a minus.
    unreadable(signs, ['- 1', '-  1', 'Score: - 1', '- 0\n- 1', '1-', '0 1']);
    const spans = ['1-3', '4-6', '7-10'];
    for (const reply of ['4-6', '4 – 6', '4−6', '4\u20116']) assert.equal(labelOf(spans, reply), '4-6', reply);
    unreadable(spans, ['4 6', '4_6', '4 or 6', '4, 6', '46', '4/6']);
    // Cut off behind an article.
    unreadable(letters, ['The answer is a', 'The correct answer is a ']);
    assert.equal(labelOf(letters, 'The answer is a.'), 'A');
  });

  it('reads a long hostile reply in linear time', () => {
    for (const piece of ['_', '.', '"', ' ', '*', '(', 'Answer:', 'spam ', 'a_', 'not '])
      assert.equal(labelOf(['spam', 'ham'], `x${piece.repeat(400_000)}x`), undefined);
  });
});
