// Which sentences state a label. A sentence is accepted only if it has one of a few known shapes; everything else is doubt, since a label can
// be mentioned in many ways without being the answer: "far from positive", "spam filters let it pass", "8 out of 10", "Is this spam? No."
import { leavesStanding, sentencesOf, takesBack } from './afterLabel';
import { doubt, frame } from './labelWords';

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const spell = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** Words of ordinary sentences: as labels they are accepted at the start of a reply, but not inside a sentence. */
const commonWords = new Set(
  'yes no true false none other all any both neither unknown it is us in on or and can will may a i'.split(' '),
);

/** Labels that are negations themselves. */
const negativeWords = new Set('no none false neither'.split(' '));

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u;

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
  // Between words of some scripts stands no blank.
  const mention = new RegExp(
    words
      .map((word) =>
        unspaced.test(word) ? escapeRegExp(word) : `(?<![\\p{L}\\p{N}_])${escapeRegExp(word)}(?![\\p{L}\\p{N}_])`,
      )
      .join('|'),
    'giu',
  );
  // A fill word that is part of a label would hide it: "very positive" beside "positive".
  const partOfLabels = new Set(words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u)));
  const fill = `(?:(?:${fillWords.filter((word) => !partOfLabels.has(word)).join('|')}) )*`;
  const spoken = words.filter((word) => /\p{L}.*\p{L}/u.test(word) && !commonWords.has(word)).map(escapeRegExp);
  const leading = words.filter((word) => /\p{L}/u.test(word)).map(escapeRegExp);
  const quote = `["'“”‘’]?`;
  const of = `(?: (?:of|in|expressed in|conveyed (?:in|by)) (?:the|this) ${noun})?`;
  const subject = `(?:this|it|that|(?:the|this|that|your)(?: overall)? (?:${noun} )?${noun}${of})`;
  const assigned = '(?:classified|categori[sz]ed|labell?ed|rated|marked|considered|tagged) as';
  const shapes = [
    `(?:it|that|this)['’]s`,
    "(?:das|dies|es) ist|c['’]est|(?:esto|eso) es|questo è|isto é|dit is|это",
    `${subject} (?:is|was|seems|appears|looks|sounds|reads)(?: to be| like)?`,
    `${subject} (?:should be|is|can be|would be) (?:best )?${assigned}`,
    `${subject} (?:falls under|falls into|belongs to|belongs in)`,
    `i(?: would|'d|’d)? (?:classify|categori[sz]e|label|rate|mark|consider|tag|call|find) ${subject}(?: as)?`,
    `i(?: would|'d|’d|'ll|’ll)? (?:choose|pick|say|go with|answer)`,
  ].map((shape) => `(?:${shape}):? `);
  // "This review expresses a positive sentiment.", "Positive sentiment.", "Overall positive."
  const toned = `(?:(?:the|this) ${noun} (?:expresses|conveys|has) (?:an? )?${fill}|overall,? |(?:clearly|definitely|obviously|certainly) )?`;
  const tone = new RegExp(`^${toned}${quote}(${spoken.join('|')})${quote}(?: ${noun})?[.!]?$`, 'iu');
  const ending = `${fill}${quote}(${spoken.join('|')})${quote}${afterword}[.!]?$`;
  const concluded = `(?:so|therefore|thus|hence|overall|in conclusion|in my (?:view|opinion)|for these reasons|(?:based on|given) [^,.]{1,80}|my (?:final )?answer is),?`;
  const shape = (text: string) => (spoken.length === 0 ? undefined : new RegExp(text, 'iu'));
  const statement = shape(
    `^(?:${concluded} )?(?:i(?: would|'d|’d)? (?:say|think|believe)(?: that)? )?(?:${shapes.join('|')})${ending}`,
  );
  const conclusion = shape(`^(?:${concluded} (?:${shapes.join('|')})|(?:${shapes.slice(-2).join('|')}))${ending}`);
  // "I would say no", "I'd rate it 7": common words and numbers only where nothing follows.
  const chosen = new RegExp(
    `^(?:so,? )?(?:i(?: would|'d|’d|'ll|’ll)? (?:choose|pick|say|go with|answer|(?:rate|score|grade|give) ${subject})|${subject} (?:gets|deserves)):? (?:an? )?${quote}(${any})${quote}[.!]?$`,
    'iu',
  );
  const start =
    leading.length === 0
      ? undefined
      : new RegExp(
          `^\\(?${quote}(${leading.join('|')})${quote}( ?[.,;:!)。、](?=\\s|$|[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}])| [-–—(](?!\\s*\\n)|\\n| because(?= ))\\s*`,
          'iu',
        );
  // "positive rather than negative", "ham, not spam", "ham (not spam)": what is set against the label is not named.
  const several = `${quote}(?:${any})(?:(?:,| or| nor) (?:${any}))*${quote}`;
  const contrast = new RegExp(
    `(?<![\\p{L}\\p{N}_])(${spoken.join('|')})${quote}(?:,? (?:rather than|instead of|and not|not)| \\((?:and )?(?:rather than|not)) (${several})\\)?(?=[.!]?\\s*(?:\\n|$)|[.!] )`,
    'giu',
  );
  const neither = new RegExp(
    `(?<!\\p{L})neither (${quote}(?:${any})${quote} nor ${quote}(?:${any})${quote})(?![\\p{L}\\p{N}])`,
    'giu',
  );
  // "这条评论是积极的。"
  const inHan = labels.some((label) => unspaced.test(label))
    ? new RegExp(
        `^(?:(?:这|該|该|此|本)(?:条|段|个|封|篇|则|句)?(?:评论|文本|消息|信息|邮件|短信|句子|内容|文章|推文|评价|回答|帖子)?(?:的)?(?:情感|情绪|类别|标签|分类|主题|语气)?(?:倾向)?(?:显然|明显)?(?:是|为|属于)|(?:我认为)?(?:这|该|此)?(?:是|属于)?|この(?:レビュー|文章|テキスト|メッセージ|コメント)は)?["'“”「」『』]?(${any})["'“”「」『』]?(?:的|类|です|だ|입니다)?[。.!]?$`,
        'iu',
      )
    : undefined;

  const named = (word: string, spelled: string): string | undefined => {
    const label = byWord.get(word);
    // One character, or an abbreviation such as US or IT, counts only as it is written.
    const isShort = label !== undefined && (label.length === 1 || (label.length <= 3 && label === label.toUpperCase()));
    return isShort && spelled !== label ? undefined : label;
  };

  return (reply) => {
    const plain = reply
      .normalize('NFKC')
      .replace(/\*\*|__|`/g, '')
      .trim();
    const denied = new Set<string>();
    const deny = (texts: string) => {
      for (const [word] of texts.matchAll(mention)) denied.add(spell(word));
    };
    const text =
      spoken.length === 0 || !/not|rather|instead|neither/i.test(plain)
        ? plain
        : plain
            .replace(contrast, (_all, label: string, others: string) => {
              deny(others);
              return label;
            })
            .replace(neither, (_all, others: string) => {
              deny(others);
              return 'neither this nor that';
            });
    if (text.includes('?') || doubt.test(text)) return undefined;
    const mentioned = new Set([...text.matchAll(mention)].map(([word]) => spell(word)));
    if (mentioned.size !== 1) return undefined;
    const [word] = mentioned as unknown as [string];
    if (denied.has(word)) return undefined;
    if (text !== plain && spell(text) === word) return named(word, text);
    const han = inHan?.exec(text);
    if (han && spell(han[1]!) === word) return named(word, han[1]!);
    const begun = start?.exec(text);
    if (begun && spell(begun[1]!) === word) {
      const isPlain = leavesStanding(begun[2]!, text.slice(begun[0].length), {
        isLetter: /^\p{Lu}$/u.test(begun[1]!),
        saysNo: negativeWords.has(word),
      });
      return isPlain ? named(word, begun[1]!) : undefined;
    }
    const sentences = sentencesOf(text);
    const [first = ''] = sentences;
    if (sentences.length === 1 && spoken.length > 0) {
      const toned = tone.exec(first);
      if (toned && spell(toned[1]!) === word) return named(word, toned[1]!);
    }
    // A number alone on the first line.
    const numbered = /^(\p{N}+)(?:\n|$)/u.exec(text);
    if (numbered && spell(numbered[1]!) === word && sentences.length > 1) {
      const later = sentences.slice(1);
      return later.some((sentence) => takesBack(sentence) || /\p{N}/u.test(sentence))
        ? undefined
        : named(word, numbered[1]!);
    }
    const only = sentences.length === 1 ? chosen.exec(first) : null;
    if (only && spell(only[1]!) === word) return named(word, only[1]!);
    const stated = statement?.exec(first.replace(/\s+/g, ' '));
    if (stated && spell(stated[1]!) === word)
      return sentences.slice(1).some((sentence) => takesBack(sentence)) ? undefined : named(word, stated[1]!);
    // A conclusion, after sentences that only tell about the row.
    const last = conclusion?.exec(sentences.at(-1)!.replace(/\s+/g, ' '));
    if (!last || spell(last[1]!) !== word) return undefined;
    return sentences.slice(0, -1).some((sentence) => frame.test(sentence) || sentence.search(mention) >= 0)
      ? undefined
      : named(word, last[1]!);
  };
}
