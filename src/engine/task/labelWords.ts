// Words by which models mark, explain, doubt and take back a label, in the languages that answers come in most.

/** Without the words that case folding and Unicode boundaries need: alternatives of a regular expression that stand as whole words. */
const words = (text: string) =>
  text
    .trim()
    .split(/\s*\n\s*|\s*\|\s*/)
    .join('|');

/** What names the answer: "Answer: spam", "Antwort: Spam", "答案：正面". */
export const markerNouns = words(`
  answer|label|category|class|classification|option|choice|verdict|rating|score|grade|sentiment|prediction|result|output|topic|intent
  antwort|kategorie|klasse|klassifikation|bewertung|stimmung|ergebnis
  réponse|catégorie|étiquette|classe|résultat
  respuesta|etiqueta|categoría|clase|clasificación|resultado|sentimiento
  resposta|categoria|classificação|risposta|etichetta|antwoord|categorie
  ответ|категория|метка|класс|результат|тональность|оценка
  الإجابة|الجواب|التصنيف|الفئة|תשובה|उत्तर|odpowiedź|cevap|câu trả lời|jawaban|svar|vastaus
  最终答案|答案|标签|標籤|类别|類別|分类|分類|分类结果|情感|结论|結論|结果|情感倾向|情绪|回答|答え|ラベル|カテゴリ|カテゴリー|感情|정답|답변|답|레이블|라벨|분류|감정
`);

/** A new sentence that begins so takes back what was said before. */
export const reversal = new RegExp(
  `^(?:${words(`
    but|however|though|although|yet|still|then again|on the other hand|wait|hold on|actually|hmm|no|nope|not|wrong|false|incorrect|correction
    unless|except|or|sorry|oops|my mistake|i made a mistake|i was wrong|just kidding|kidding|jk|at (?:first|second)
    maybe|perhaps|possibly|probably not|unlikely|hardly|never|which|that (?:was|is|'s|’s) (?:my first|what|not|wrong|incorrect|a mistake|how)
    aber|jedoch|doch|oder|moment|nein|nicht|vielleicht|eher|falsch|stimmt nicht|mais|ou|non|pas|peut-être|pero|sino|quizás|tal vez|aunque
    ma|però|forse|mas|talvez|maar|misschien|но|или|нет|возможно
  `)})(?![\\p{L}])|^(?:但|不|没|沒|并非|並非|或|可能|也许|也許|しかし|でも|ただし|いいえ|いや|違|하지만|그러나|아니)`,
  'iu',
);

/** Anywhere in the reply: the model corrects itself, hedges or does not know. */
export const doubt = new RegExp(
  `(?<!\\p{L})(?:${words(`
    on (?:second|further) thought|on reflection|reconsider|scratch that|correction|i was wrong|opposite|first thought
    at first (?:glance|sight|look|reading)|impossible to|cannot (?:tell|say|determine|decide|classify)|can.?t (?:tell|say|determine|decide|classify)
    unclear|unsure|not sure|uncertain|ambiguous|it depends|hard to (?:say|tell)|undetermined|insufficient|unable to|by definition|in contrast
    i take (?:that|it|this) back|sarcasm aside|(?:low|little|small) (?:probability|likelihood|confidence|chance|risk)|reservations?|caveats?|grain of salt
    for the most part|so far|a stretch|if (?:it|this|that|the|there|i|one|you)|just kidding|unlikely|might be|may be|could be|i guess|i suppose
    unwahrscheinlich|möglicherweise|vielleicht|improbable|quizás|tal vez|peut-être|возможно
  `)})(?!\\p{L})|, though(?:[.!]|$)`,
  'imu',
);

export const negation = new RegExp(
  `(?<!\\p{L})(?:${words(`
    not|no|non|never|neither|nor|cannot|without|isn|aren|wasn|weren|doesn|don|didn|isnt|doesnt|can.?t|won.?t|wouldn.?t|hardly|barely|nothing|nobody|none
    nicht|kein\\p{L}*|nie|niemals|weder|kaum|pas|aucun\\p{L}*|jamais|nunca|sin|não|nem|sem|niet|geen|не|нет|ни|inte|ikke|değil
  `)})(?!\\p{L})|不|没|沒|非|无|無|未|ない|ません|않|아니`,
  'iu',
);

/** Negations that an explanation in English may hold: "Spam. The sender does not say who they are." */
export const englishNegation =
  /(?<!\p{L})(?:not|no|never|neither|nor|cannot|without|(?:is|are|was|were|does|do|did|has|have|ca|wo)n.?t|nothing|nobody|none)(?!\p{L})/giu;

/** Words about the answer itself: with a negation they take it back, "this does not apply", "it doesn't fit". */
export const aboutTheAnswer = new RegExp(
  `(?<!\\p{L})(?:${words(`
    appl(?:y|ies|ied|icable)|fits?|match(?:es)?|belongs?|qualif(?:y|ies)|labels?|categor(?:y|ies)|class|classification|answer|option|choice
    the case|correct|right|true|accurate|appropriate|suitable|so|i
  `)})(?!\\p{L})`,
  'iu',
);

/** How an explanation goes on after a comma, a colon, a dash or a bracket. */
export const explanation = new RegExp(
  `^(?:${words(`
    because|since|as (?:it|the|this|that|there|they|he|she|its|all|both|i|we)|due to|given|based on|considering|the|this|that|it|its|it['’]s
    they|their|there|he|she|his|her|we|i(?:['’]m| am| think| believe)|all|definitely|clearly|certainly|obviously|absolutely|indeed|of course|strongly|very
    weil|da|denn|wegen|car|parce que|puisque|porque|ya que|pois|omdat|want|perché|poiché|потому что|так как|поскольку
  `)})(?!\\p{L})|^(?:因为|因為|由于|由於|该|該|这|這|作者|なぜなら|왜냐하면)`,
  'iu',
);

/** Behind a label: it is somebody else's. */
export const attribution =
  /(?<!\p{L})(?:they|he|she|it|you|one|people|some|others|many|somebody|someone|filters|the \p{L}+) (?:(?:would|might|may|could|will) )?(?:say|says|said|think|thinks|thought|call|calls|claim|claims|seem|seems)\s*(?:[.,;!)]|$)|^says? /iu;

/** A clause or sentence about the answer itself that denies it without a negation. */
export const denial =
  /^(?:this|that|it)(?:['’]s| is| was| would be| can be| label| answer)(?: \p{L}+){0,4} (?:wrong|incorrect|false|excluded|ruled out|mistaken)(?!\p{L})|^(?:this|that|it)['’]s (?:wrong|incorrect|false)(?!\p{L})/iu;

/** A sentence before a marked or stated answer that makes it an example, a quotation or a supposition. */
export const frame = new RegExp(
  `(?<!\\p{L})(?:${words(`
    if|suppose|assum\\p{L}+|imagine|pretend|others?|some|people|instruct\\p{L}*|told|tells|asks?|asked|examples?|e\\.g|for instance|quot\\p{L}+|says|said|states|reads
    contains?|includes?|ends with|wrong|incorrect|previous\\p{L}*|earlier|former|instead of|beispiel|zitat|exemple|ejemplo
  `)})(?!\\p{L})|例如|比如|如果|假如|例えば|예를`,
  'iu',
);
