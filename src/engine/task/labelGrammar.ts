// Which sentences state a label. A sentence is accepted only if it has one of a few known shapes; everything else is doubt, since a label can
// be mentioned in many ways without being the answer: "far from positive", "spam filters let it pass", "8 out of 10", "Is this spam? No."
const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const spell = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** Words of ordinary sentences: as labels they are accepted at the start of a reply, but not inside a sentence. */
const commonWords = new Set(
  'yes no true false none other all any both neither unknown it is us in on or and can will may a i'.split(' '),
);

/** Taken back, or put in doubt, right after the label: "Spam? No", "Positive, but ...", "Spam - unlikely". */
const retraction =
  /^(?:no|not|nope|never|non|nein|nicht|kein|isn|wasn|doesn|don|but|however|though|although|yet|except|unless|if|or|and|vs|versus|only|wrong|incorrect|false|wait|actually|hmm|maybe|perhaps|possibly|unlikely|hardly|barely|would|could|might|may|can|cannot|is|are|was|were|means|else|instead|rather|against|filters?|free|like|ish|leaning|\p{N}|[%/\\&+=<>~?])/iu;

/** Anywhere in the reply: the model corrects itself or does not know. */
const doubt =
  /\b(?:on (?:second|further) thought|on reflection|reconsider|scratch that|correction|i was wrong|opposite|impossible to|cannot (?:tell|say|determine|decide|classify)|can.?t (?:tell|say|determine|decide|classify)|unclear|unsure|not sure|uncertain|ambiguous|it depends|hard to (?:say|tell)|undetermined|insufficient|unable to)\b/iu;

const negation =
  /(?<!\p{L})(?:not|no|non|never|neither|nor|cannot|without|isn|aren|wasn|weren|doesn|don|didn|can.?t|won.?t|hardly|nicht|kein\p{L}*|nie|pas|aucun\p{L}*|nunca|sin|não|nem|sem|niet|geen|не|нет|nie|inte|ikke|değil)(?!\p{L})|不|没|沒|ない|ません|않|아니/iu;

const noun =
  '(?:text|message|mail|e-?mail|review|comment|tweet|post|sentence|ticket|article|document|statement|answer|sentiment|label|category|tone|topic|class|passage|request|question|claim|input|content|row|item|one)';
const fillWords =
  'a an the clearly definitely certainly obviously overall mostly mainly primarily generally strongly very quite rather really extremely highly overwhelmingly most best likely probably category class label'.split(
    ' ',
  );
const afterword = String.raw`(?: ${noun})?(?:,? i (?:think|believe|would say)| in (?:tone|sentiment|nature))?(?:,? (?:because|since|as it|due to|given|based on) [^.!?\n]*)?`;

/** @returns the reader of a reply in sentences: the label that it states, or undefined in doubt. */
export function makeSentenceReader(labels: readonly string[]): (reply: string) => string | undefined {
  const byWord = new Map<string, string | undefined>();
  for (const label of labels) byWord.set(spell(label), byWord.has(spell(label)) ? undefined : label);
  // Longer labels stand first, so that `very positive` is not read as `positive`.
  const words = [...byWord.keys()].filter((word) => word !== '').sort((a, b) => b.length - a.length);
  if (words.length === 0) return () => undefined;
  const any = words.map(escapeRegExp).join('|');
  const mention = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${any})(?![\\p{L}\\p{N}_])`, 'giu');
  // A fill word that is part of a label would hide it: "very positive" beside "positive".
  const partOfLabels = new Set(words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u)));
  const fill = `(?:(?:${fillWords.filter((word) => !partOfLabels.has(word)).join('|')}) )*`;
  const spoken = words.filter((word) => /\p{L}.*\p{L}/u.test(word) && !commonWords.has(word)).map(escapeRegExp);
  const leading = words.filter((word) => /\p{L}/u.test(word)).map(escapeRegExp);
  const quote = `["'“”‘’]?`;
  const subject = `(?:this|it|that|(?:the|this|that|your) (?:${noun} )?${noun})`;
  const assigned = '(?:classified|categori[sz]ed|labell?ed|rated|marked|considered|tagged) as';
  const shapes = [
    `${subject} (?:is|was|seems|appears|looks|sounds|reads)(?: to be)?`,
    `${subject} (?:should be|is|was|can be|would be) (?:best )?${assigned}`,
    `${subject} (?:falls under|falls into|belongs to|belongs in)`,
    `i(?: would|'d|’d)? (?:classify|categori[sz]e|label|rate|mark|consider|tag|call|find) ${subject}(?: as)?`,
    `i(?: would|'d|’d|'ll|’ll)? (?:choose|pick|say|go with|answer)`,
  ].map((shape) => `${shape}:? `);
  const statement =
    spoken.length === 0
      ? undefined
      : new RegExp(
          `^(?:(?:so|therefore|thus|hence|overall|in my (?:view|opinion)),? )?(?:${shapes.join('|')})${fill}${quote}(${spoken.join('|')})${quote}${afterword}[.!]?$`,
          'iu',
        );
  const start =
    leading.length === 0
      ? undefined
      : new RegExp(`^${quote}(${leading.join('|')})${quote}(?: ?[.,;:!)]| [-–—(]|\\n)\\s*`, 'iu');

  const named = (word: string, spelled: string): string | undefined => {
    const label = byWord.get(word);
    // One character, or an abbreviation such as US or IT, counts only as it is written.
    const isShort = label !== undefined && (label.length === 1 || (label.length <= 3 && label === label.toUpperCase()));
    return isShort && spelled !== label ? undefined : label;
  };

  return (reply) => {
    const text = reply
      .normalize('NFKC')
      .replace(/\*\*|__|`/g, '')
      .trim();
    if (text.includes('?') || doubt.test(text)) return undefined;
    const mentioned = new Set([...text.matchAll(mention)].map(([word]) => spell(word)));
    if (mentioned.size !== 1) return undefined;
    const [word] = mentioned as unknown as [string];
    const begun = start?.exec(text);
    if (begun && spell(begun[1]!) === word) {
      const rest = text.slice(begun[0].length);
      const isTakenBack = retraction.test(rest) && !(commonWords.has(word) && /^(?:not|no|it|this|the)\b/i.test(rest));
      if (isTakenBack || laterSentences(rest).some((sentence) => retracts(sentence, mention))) return undefined;
      return named(word, begun[1]!);
    }
    const [first = '', ...later] = sentencesOf(text);
    const stated = statement?.exec(first.replace(/\s+/g, ' '));
    if (!stated || spell(stated[1]!) !== word) return undefined;
    return later.some((sentence) => retracts(sentence, mention)) ? undefined : named(word, stated[1]!);
  };
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** The rest of the label's own sentence was looked at already; it still must not deny the label. */
function laterSentences(rest: string): string[] {
  const [own = '', ...later] = sentencesOf(rest);
  return [`: ${own}`, ...later];
}

function retracts(sentence: string, mention: RegExp): boolean {
  return (
    /^(?:but|however|though|although|yet|wait|actually|hmm|no|not|wrong|incorrect|unless|except|or)\b/i.test(
      sentence,
    ) ||
    (sentence.search(mention) >= 0 && negation.test(sentence))
  );
}
