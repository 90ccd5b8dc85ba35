// Our lexicon scorers against the packages that they stand for: equal on every labelled sentence and on texts made to hit every rule.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Sentiment from 'sentiment';
import { SentimentIntensityAnalyzer } from 'vader-sentiment';
import { makeAfinnScorer, type AfinnLexicon } from '../../../src/providers/embedded/afinn';
import { makeVaderScorer } from '../../../src/providers/embedded/vader';
import { readSampleSentences } from '../../../src/providers/embedded/sampleSentences';

const media = join(__dirname, '../../../../media/embedded');
const read = (name: string): unknown => JSON.parse(readFileSync(join(media, name), 'utf8'));
const afinnLexicon = read('afinn.json') as AfinnLexicon;
const vaderLexicon = read('vader.json') as Record<string, number>;
const afinn = makeAfinnScorer(afinnLexicon);
const vader = makeVaderScorer(vaderLexicon);
const packageAfinn = new Sentiment();

function compareAfinn(text: string): void {
  const expected = packageAfinn.analyze(text);
  const got = afinn(text);
  assert.deepEqual({ score: got.score, hits: got.hits }, { score: expected.score, hits: expected.words.length });
}

function compareVader(text: string): void {
  assert.equal(vader(text), SentimentIntensityAnalyzer.polarity_scores(text).compound);
}

function compare(text: string): void {
  compareAfinn(text);
  compareVader(text);
}

const sentences = readSampleSentences().map(({ text }) => text);
const special =
  `not never so this least at very but BUT kind of sort of just enough the shit bomb bad ass yeah right cut mustard kiss of death hand to mouth
  n't can't don't cannot GREAT Good awful terrible love HATE really VERY barely kind-of constructor __proto__ hasOwnProperty toString :) :( :D
  lol ok a I no without 10/10 cool-stuff \u{1F602} \u2764 caf\u00e9 \u0130 \u03a3\u0391\u03a3`.split(/\s+/);
const space = fc.constantFrom(' ', ' ', ' ', '  ', '\n', '\t', '\t\t', '\u00a0', '\r\n', '\ufeff', '\u3000', '');
const mark = fc.constantFrom(
  '',
  '',
  '',
  '.',
  '!',
  '!!',
  '!!!',
  '!!!!',
  '?',
  '??',
  '?!?',
  ',',
  '...',
  "'",
  '"',
  '-',
  '*',
  '(',
  ';',
  '_',
);
const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...special) },
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(vaderLexicon)) },
  { weight: 2, arbitrary: fc.constantFrom(...Object.keys(afinnLexicon.words)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
const cased = fc
  .tuple(word, fc.constantFrom(0, 0, 0, 1, 2))
  .map(([text, how]) => [text, text.toUpperCase(), text.charAt(0).toUpperCase() + text.slice(1)][how]!);
const text = fc
  .array(fc.tuple(mark, cased, mark, space), { maxLength: 12 })
  .map((parts) => parts.map((part) => part.join('')).join(''));

describe('lexicon scorers', () => {
  it('score every labelled sentence as the packages do', () => {
    assert.ok(sentences.length > 2900);
    sentences.forEach(compare);
  });

  it('score every word of both lists as the packages do', () => {
    for (const entry of Object.keys(vaderLexicon)) compareVader(`${entry} but`);
    for (const entry of Object.keys(afinnLexicon.words)) compareAfinn(`not ${entry}`);
  });

  it('score texts made of every rule, mark, case and white space as the packages do', () => {
    fc.assert(fc.property(text, compare), { numRuns: 1500 });
  });

  it('score idioms, "least", capitals and letters beyond ASCII at every place as the packages do', () => {
    const words = ['it', 'was', 'all', 'good', 'terrible', 'here'];
    const turns = [
      'the shit',
      'the bomb',
      'bad ass',
      'yeah right',
      'cut the mustard',
      'kiss of death',
      'hand to mouth',
    ];
    const others = [
      'at least',
      'very least',
      'the least',
      'never so',
      'kind of',
      'just enough',
      'but',
      '\u00c9COLE',
      'GREAT',
    ];
    for (const turn of [...turns, ...others, '\u212aind', 'caf\u00e9', 'a\u0085b'])
      for (let place = 0; place <= words.length; place++)
        for (const end of ['', ' good', ' good at', ' BAD']) {
          const text = [...words.slice(0, place), turn, ...words.slice(place)].join(' ') + end;
          compareVader(text);
          compareVader(text.toUpperCase());
          compareVader(`${turn}${end}`);
        }
  });

  it('score sentences run together as the packages do', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...sentences), { minLength: 2, maxLength: 4 }), (several) => {
        compare(several.join(' '));
      }),
      { numRuns: 300 },
    );
  });

  it('score any string as the packages do', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), compare), { numRuns: 1000 });
  });
});
