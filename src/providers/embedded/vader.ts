// VADER (Hutto and Gilbert 2014): lexicon valences with boosters, negation, capitals, `but`, idioms and punctuation, as one number in [-1, 1].
// The same `compound` as the npm package `vader-sentiment` (Apache-2.0, Comcast) on every text, which a property test checks, quirks included.
import { boosterSign, idiomsByLastWord, isNegation, turningWords, type Idiom } from './vaderWords';
import { VaderWords } from './vaderSplit';
import { makeWordFilter } from './wordFilter';

const boost = 0.293;
const capitalsBoost = 0.733;
const negationFactor = -0.74;
const distanceFactor = [1, 0.95, 0.9];

/** Lists of the filter. */
const inLexicon = 1;
const isTurning = 2;
const endsIdiom = 4;

/** No word around can change the valence of the word here: most words stand so. */
function isPlainPlace(words: VaderWords, i: number): boolean {
  const before = words.listsOf(i - 1) | words.listsOf(i - 2);
  const after = words.listsOf(i + 1) | words.listsOf(i + 2);
  return ((before | words.listsOf(i - 3)) & isTurning) === 0 && ((before | words.listsOf(i) | after) & endsIdiom) === 0;
}

/** The scorer keeps its working space between texts: one text at a time. */
export function makeVaderScorer(lexicon: Readonly<Record<string, number>>): (text: string) => number {
  const valences = new Map(Object.entries(lexicon));
  const words = new VaderWords(makeWordFilter(valences.keys(), turningWords, idiomsByLastWord.keys()));
  return (text) => {
    words.read(text);
    const at: number[] = [];
    const found: number[] = [];
    let capitals: boolean | undefined;
    /** Whether the word stands in capitals while some others do not. */
    const isShouted = (word: string) => isUpper(word) && (capitals ??= hasMixedCapitals(words));

    for (let i = 0; i < words.count; i++) {
      if ((words.listsOf(i) & inLexicon) === 0) continue;
      const word = words.at(i)!;
      const lowered = word.toLowerCase();
      const plain = valences.get(lowered);
      if (plain === undefined || boosterSign(lowered) !== undefined) continue;
      if (lowered === 'kind' && words.at(i + 1)?.toLowerCase() === 'of') continue;
      let valence = plain;
      if (isShouted(word)) valence += valence > 0 ? capitalsBoost : -capitalsBoost;
      if (isPlainPlace(words, i)) {
        at.push(i);
        found.push(valence);
        continue;
      }
      for (let back = 0; back < 3 && i > back; back++) {
        const before = words.at(i - back - 1)!;
        const beforeLowered = before.toLowerCase();
        if (valences.has(beforeLowered)) continue;
        const sign = boosterSign(beforeLowered);
        if (sign !== undefined) {
          let step = valence < 0 ? -sign * boost : sign * boost;
          if (isShouted(before)) step += valence > 0 ? capitalsBoost : -capitalsBoost;
          valence += back === 0 || step === 0 ? step : step * distanceFactor[back]!;
        }
        valence *= negation(words, i, back);
        if (back === 2) valence = afterIdioms(words, i, valence);
      }
      if (words.at(i - 1)?.toLowerCase() === 'least' && !valences.has('least')) {
        const previous = words.at(i - 2)?.toLowerCase();
        if (previous !== 'at' && previous !== 'very') valence *= negationFactor;
      }
      at.push(i);
      found.push(valence);
    }
    return compound(words, at, found, text);
  };
}

/** What the word `back + 1` places before turns the valence by. */
function negation(words: VaderWords, i: number, back: number): number {
  const previous = words.at(i - 1);
  const isStressed = previous === 'so' || previous === 'this';
  if (back === 1 && words.at(i - 2) === 'never' && isStressed) return 1.5;
  if (back === 2) {
    const isStressedBefore = words.at(i - 2) === 'so' || words.at(i - 2) === 'this';
    if ((words.at(i - 3) === 'never' && isStressedBefore) || isStressed) return 1.25;
  }
  return isNegation(words.at(i - back - 1)!) ? negationFactor : 1;
}

function afterIdioms(words: VaderWords, i: number, valence: number): number {
  const before =
    idiomAt(words, i, 2) ??
    idiomAt(words, i, 3) ??
    idiomAt(words, i - 1, 2) ??
    idiomAt(words, i - 1, 3) ??
    idiomAt(words, i - 2, 2);
  const after = (i + 2 < words.count ? idiomAt(words, i + 2, 3) : undefined) ?? idiomAt(words, i + 1, 2);
  const replaced = after?.valence ?? before?.valence ?? valence;
  const isDampened = isDampener(words.at(i - 3), words.at(i - 2)) || isDampener(words.at(i - 2), words.at(i - 1));
  return isDampened ? replaced - boost : replaced;
}

/** The idiom of so many words that ends at the place. */
function idiomAt(words: VaderWords, end: number, count: number): Idiom | undefined {
  const idioms = idiomsByLastWord.get(words.at(end) ?? '');
  return idioms?.find(
    (idiom) => idiom.words.length === count && idiom.words.every((word, k) => words.at(end - count + 1 + k) === word),
  );
}

const isDampener = (first: string | undefined, second: string | undefined) =>
  (second === 'of' && (first === 'kind' || first === 'sort')) || (first === 'just' && second === 'enough');

function compound(words: VaderWords, at: readonly number[], found: readonly number[], text: string): number {
  if (at.length === 0) return 0;
  let but = words.indexOf('but');
  if (but < 0) but = words.indexOf('BUT');
  let sum = 0;
  for (let k = 0; k < at.length; k++) {
    const factor = but < 0 || at[k] === but ? 1 : at[k]! < but ? 0.5 : 1.5;
    sum += found[k]! * factor;
  }
  const emphasis = punctuationEmphasis(text);
  if (sum > 0) sum += emphasis;
  else if (sum < 0) sum -= emphasis;
  const normal = sum / Math.sqrt(sum * sum + 15);
  return parseFloat(Math.max(-1, Math.min(1, normal)).toFixed(4));
}

function punctuationEmphasis(text: string): number {
  const exclamations = Math.min(4, count(text, '!'));
  const questions = count(text, '?');
  const asked = questions <= 1 ? 0 : questions <= 3 ? questions * 0.18 : 0.96;
  return exclamations * 0.292 + asked;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found++;
  return found;
}

/** At least one of A-Z and none of a-z. */
function isUpper(word: string): boolean {
  let isFound = false;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if (code >= 97 && code <= 122) return false;
    if (code >= 65 && code <= 90) isFound = true;
  }
  return isFound;
}

function hasMixedCapitals(words: VaderWords): boolean {
  let inCapitals = 0;
  for (let i = 0; i < words.count; i++) if (isUpper(words.at(i)!)) inCapitals++;
  return inCapitals > 0 && inCapitals < words.count;
}
