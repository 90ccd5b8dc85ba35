// Whether what follows a label leaves it standing: an explanation does, a correction, a hedge, a second thought or a bare word does not.
import { aboutTheAnswer, attribution, denial, englishNegation, explanation, negation, reversal } from './labelWords';

/** Taken back, or put in doubt, in the label's own sentence: "Spam? No", "Positive, but ...", "Spam - unlikely", "positive (10 %)". */
const retraction =
  /^(?:no|not|nope|never|non|nein|nicht|kein|isn|wasn|doesn|don|but|however|though|although|yet|except|unless|if|or|and|vs|versus|only|wrong|incorrect|false|wait|actually|hmm|maybe|perhaps|possibly|unlikely|hardly|barely|eliminated|ruled|excluded|rejected|out|would|could|might|may|can|cannot|is|are|was|were|means|else|instead|rather|against|filters?|free|like|ish|leaning|\p{N}|[%/\\&+=<>~?✗✘❌])/iu;

/** Fewer words after a dash or in brackets are as likely a gloss on the label as a reason for it. */
const leastWordsOfReason = 3;

/** @returns the parts of a text between ends of sentences and lines, without blanks around them. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!])\s+|\n+|(?<=[。！])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

type LabelKind = { readonly isLetter: boolean; readonly saysNo: boolean };

/**
 * Whether an explanation stands behind a label with which the reply begins.
 * @param separator what stands between the two, e.g. `. `, ` - ` or ` because`
 * @param isLetter whether the label is the letter of a choice, whose words may follow: `B: Rome`
 * @param saysNo whether the label is itself a negation, as `No` and `None` are: another one confirms it
 */
export function leavesStanding(separator: string, rest: string, { isLetter, saysNo }: LabelKind): boolean {
  const mark = separator.trim().slice(0, 1);
  const isNewSentence = mark === '.' || mark === '!' || mark === '' || mark === '。';
  const bare = rest.replace(/^[-*•\s]+/, '');
  if (bare === '') return mark !== '(' && !/[-–—]/.test(mark);
  const confirms = saysNo && /^(?:not|no|it|this|the|there|i)(?!\p{L})/iu.test(bare);
  if (retraction.test(bare) && !confirms) return false;
  const [own = '', ...later] = sentencesOf(bare);
  const isPlain = isNewSentence
    ? !takesBack(own, saysNo)
    : (isReason(mark, own) || (isLetter && mark !== '(' && mark !== ',')) && (saysNo || !deniesAnswer(own));
  return (isPlain || confirms) && !later.some((sentence) => takesBack(sentence, saysNo));
}

/** Whether a sentence after the one with the label takes the label back. */
export function takesBack(sentence: string, saysNo = false): boolean {
  const bare = sentence.replace(/^[-*•>\s]+/, '');
  // "Positive - food. Minus - service." weighs up, it does not explain.
  if (
    /^\p{L}+(?: ?[–—:]| -)(?: |$)/u.test(bare) &&
    !/^(?:reason\p{L}*|explanation|because|why|note|rationale)/iu.test(bare)
  )
    return true;
  return reversal.test(bare) || attribution.test(bare) || denial.test(bare) || (!saysNo && deniesAnswer(bare));
}

/** The clause of a label after a comma, a colon, a dash or an opening bracket. */
function isReason(mark: string, clause: string): boolean {
  if (attribution.test(clause) || denial.test(clause)) return false;
  // "Spam, the canned meat, is on sale": the label is what the sentence is about.
  if (/^[^,.]*, (?:is|are|was|were|has|have|can|would|does)(?!\p{L})/iu.test(clause)) return false;
  // "Positive: the text has none of that" ticks off a list.
  if (mark === ':' && /(?<!\p{L})(?:lack|none of|nothing)/iu.test(clause)) return false;
  if (mark === '(') {
    const closed = clause.indexOf(')');
    // After the bracket nothing but the end of the sentence.
    if (closed >= 0 && !/^[\s.!,]*$/.test(clause.slice(closed + 1))) return false;
  }
  if (mark === ')' || mark === 'b' || explanation.test(clause)) return true;
  const inside = mark === '(' ? clause.replace(/\).*$/s, '') : clause;
  return (
    (mark === '(' || /[-–—]/.test(mark)) &&
    inside.split(/\s+/).length >= leastWordsOfReason &&
    !/[:\p{N}]/u.test(inside)
  );
}

/** A negation that may be meant for the answer; one in an English sentence about the row's content is not. */
function deniesAnswer(sentence: string): boolean {
  if (!negation.test(sentence)) return false;
  const others = sentence.replace(englishNegation, ' ');
  const isEnglish = /(?<!\p{L})(?:the|this|it|its|is|are|was|were|has|have|does|do|did|and|to|of|a)(?!\p{L})/iu.test(
    sentence,
  );
  return (
    !isEnglish ||
    negation.test(others) ||
    aboutTheAnswer.test(sentence) ||
    sentence.split(/\s+/).length < 5 ||
    /(?:(?:is|are|was|were|does|do|did|can)(?: not|n.t))[\s.!)]*$/iu.test(sentence)
  );
}
