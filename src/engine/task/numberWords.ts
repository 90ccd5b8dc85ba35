// Words around a number that change what it says: scales, percent, signs, and what makes it a bound, a part or a denial instead of an answer.

/** Alternatives of a regular expression. */
const words = (text: string) =>
  text
    .trim()
    .split(/\s*\n\s*|\s*\|\s*/)
    .join('|');

/** In lower case. `m`, `b`, `bn`, `mn` are left out: metres, bytes or millions; so is `mil`, a thousand in Spanish and a million in English. */
export const scales: Readonly<Record<string, number>> = {
  ...{ dozen: 12, hundred: 100, thousand: 1e3, k: 1e3, million: 1e6, millions: 1e6, billion: 1e9, billions: 1e9 },
  ...{ trillion: 1e12, lakh: 1e5, lakhs: 1e5, crore: 1e7, crores: 1e7 },
  ...{ hundert: 100, tausend: 1e3, tsd: 1e3, mio: 1e6, millionen: 1e6, mrd: 1e9, milliarden: 1e9 },
  ...{ mille: 1e3, milliard: 1e9, milliards: 1e9, milliarde: 1e9, mila: 1e3, milioni: 1e6, miliardi: 1e9 },
  ...{ millón: 1e6, millones: 1e6, milhão: 1e6, milhões: 1e6, miljoen: 1e6, miljard: 1e9, duizend: 1e3 },
  ...{ тыс: 1e3, тысяч: 1e3, тысячи: 1e3, млн: 1e6, миллиона: 1e6, миллионов: 1e6, млрд: 1e9, миллиардов: 1e9 },
};

/** Characters that stand right behind a number and multiply it, one after another: 5千万. */
export const scaleCharacters: Readonly<Record<string, number>> = {
  ...{ 十: 10, 百: 100, 千: 1e3, 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8, 兆: 1e12, 천: 1e3, 만: 1e4, 억: 1e8 },
};

/** Behind a number. */
export const percent =
  /^\s*(?:[%٪]|(?:percent|per ?cent|pct|prozent|procent|pour ?cent|por ?cien(?:to)?|por ?cento|per ?cento|процент\p{L}*|パーセント|퍼센트)(?!\p{L}))/iu;

/** In front of a number: it is below 0. */
export const minus = /(?<!\p{L})(?:minus|negative|negativ|moins|menos|meno|минус|负|負|マイナス)\s*$/iu;

const gap = String.raw`\s*(?:(?:a|an|the|exactly|equal to|just|genau|exactement|exactamente)\s+)?`;

/** In front of a number: it is a bound, a factor, denied, or only named. */
export const unsettling = new RegExp(
  `(?:(?<!\\p{L})(?:${words(`
    not|n['’]t|never|no|nor|neither|cannot|than|at least|at most|up to|over|under|above|below|beyond|exceeds?|minimum|maximum|max\\.?|min\\.?|between|from
    half|third|quarter|twice|double|triple|half of|third of|quarter of|double of|or
    nicht|kein|keine|mindestens|höchstens|maximal|minimal|bis zu|als|über|unter|zwischen|pas|ni|au moins|au plus|plus de|moins de|jusqu['’]à|entre
    al menos|como máximo|más de|menos de|hasta|almeno|al massimo|più di|meno di|não|pelo menos|mais de|não mais de
    не|ни|более|менее|не менее|не более|от|до|больше|меньше|niet|minstens|hoogstens|meer dan|minder dan|nie|inte|ikke
  `)})${gap}|(?:n['’]t)${gap}|[<>≤≥≠±√]=?\\s*|[-+]|(?:不是|不|非|未|没有|至少|至多|最多|最少|超过|超過|不到|大于|小于|少于|多于|低于|高于|以上|以下|约等于|ではなく)\\s*)$`,
  'iu',
);

/** Behind a number: it goes on, is a bound, or is asked about. */
export const unsettled = new RegExp(
  `^(?:[+](?!\\p{L})|-(?![\\p{L}\\s])|\\s*(?:${words(`
    (?:and|&|et|und|y|e|og|och|en|и) (?:(?:a|an|one|eine?|une?|uno?|um) )?(?:half|quarter|third|halbe?|demie?|medi[ao]|mezz[oa]|halv|половин\\p{L}*)
    plus|minus|moins|or (?:more|less|fewer|above|below|over|under|higher|lower|greater|so|maybe)|and (?:more|above|below|up|over|under)|at (?:most|least)
    oder (?:mehr|weniger)|ou (?:plus|moins)|o (?:más|menos|più|meno)|ou mais|ou menos|squared|cubed|times|max(?:imum)?|tops|ish
  `)})(?!\\p{L})|\\s*(?:以上|以下|多|余|余り|未満|弱|強|이상|이하|미만|半|个半)|\\s*(?:is|are|was|would be|seems|ist|est|es|wäre) (?:wrong|incorrect|too|not|nicht|pas|no)(?!\\p{L})|[^.!\\n]*\\?)`,
  'iu',
);

/** Anywhere: the model does not know. */
export const undecided =
  /(?<!\p{L})(?:(?:cannot|can['’]?t|could(?: not|n['’]t)|unable to|impossible to) (?:determine|tell|say|decide|estimate|calculate|compute|answer|know|provide|give)|not sure|unsure|unclear|uncertain|undetermined)(?!\p{L})/iu;
