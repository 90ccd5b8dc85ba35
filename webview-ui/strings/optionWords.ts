// The words of an option's field in the form.
export type OptionWords = {
  readonly label: string;
  /** What an empty field means. */
  readonly none?: string;
  readonly hint?: string;
};
