/** What is wrong with an Arrow file, as a clause for the sentence that refuses it; words of the library say nothing to a user. */
export class ArrowDamage extends Error {}
