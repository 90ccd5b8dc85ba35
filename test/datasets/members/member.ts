// A member of a finding's class: an input that is in neither the audit's table nor another test, and what is to become of it.

export type Member = () => unknown;

/** By the finding's number; each member under what it is. */
export type Members = Readonly<Record<number, Readonly<Record<string, Member>>>>;
