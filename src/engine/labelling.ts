// What the labelling page shows of a round of labels.

/** A round of labels that a run waits for, blind: the row alone is shown. */
export type Labelling = {
  /** Id of the person in the ladder. */
  readonly person: string;
  /** Who labels now; absent: nobody said. */
  readonly by?: string;
  /** What may be answered; absent: anything that the task can read. */
  readonly labels?: readonly string[];
  /** Rows of the round, and how many of them are labelled. */
  readonly roundRows: number;
  readonly labelled: number;
  /** Labels of the whole run so far, these included; what it is expected to take; rows that need none. Absent: there is no plan yet. */
  readonly given: number;
  readonly expected?: number;
  readonly free?: number;
  /** Absent: the round is done. */
  readonly next?: {
    readonly row: number;
    readonly cells: readonly { readonly column: string; readonly text: string }[];
    /** It was skipped before. */
    readonly isPutOff: boolean;
  };
};

/** Whether a person's id in the ladder says no more than "the person who reads this", as in `{"id": "me", "provider": "person"}`. */
export function isReader(person: string): boolean {
  return /^(me|myself|i|you)$/i.test(person);
}
