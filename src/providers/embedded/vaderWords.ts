// The closed word lists of VADER: negations, degree adverbs, idioms. From the npm package `vader-sentiment` (Apache-2.0, Comcast), after
// Hutto and Gilbert 2014. The valences of ordinary words are in media/embedded.

const negations = new Set(
  `aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't didn't doesn't dont hadnt hasnt havent isnt mightnt
  mustnt neither don't hadn't hasn't haven't isn't mightn't mustn't neednt needn't never none nope nor not nothing nowhere oughtnt shant
  shouldnt uhuh wasnt werent oughtn't shan't shouldn't uh-uh wasn't weren't without wont wouldnt won't wouldn't rarely seldom despite`.split(
    /\s+/,
  ),
);

export function isNegation(word: string): boolean {
  return negations.has(word) || word.includes("n't");
}

const boosters = `absolutely amazingly awfully completely considerably decidedly deeply effing enormously entirely especially exceptionally
  extremely fabulously flipping flippin fricking frickin frigging friggin fully fucking greatly hella highly hugely incredibly intensely majorly
  more most particularly purely quite really remarkably so substantially thoroughly totally tremendously uber unbelievably unusually utterly very`;
const dampeners = `almost barely hardly kinda kindof kind-of less little marginally occasionally partly scarcely slightly somewhat sorta sortof
  sort-of`;
const signs = new Map([
  ...boosters.split(/\s+/).map((word) => [word, 1] as const),
  ...dampeners.split(/\s+/).map((word) => [word, -1] as const),
]);

/** 1 for a degree adverb that strengthens, -1 for one that weakens; undefined for other words. */
export function boosterSign(lowered: string): 1 | -1 | undefined {
  return signs.get(lowered);
}

export type Idiom = { readonly words: readonly string[]; readonly valence: number };

const idioms: readonly Idiom[] = Object.entries({
  'the shit': 3,
  'the bomb': 3,
  'bad ass': 1.5,
  'yeah right': -2,
  'cut the mustard': 2,
  'kiss of death': -1.5,
  'hand to mouth': -2,
}).map(([phrase, valence]) => ({ words: phrase.split(' '), valence }));

/** Words that may turn the valence of a word up to three places after them, in lower case; words with an apostrophe may as well. */
export const turningWords: readonly string[] = [
  ...negations,
  ...signs.keys(),
  'so',
  'this',
  'least',
  'kind',
  'sort',
  'just',
];

export const idiomsByLastWord: ReadonlyMap<string, readonly Idiom[]> = new Map(
  idioms.map((idiom) => [idiom.words.at(-1)!, [idiom]]),
);
