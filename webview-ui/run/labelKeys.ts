// What a key does on the labelling page.

export type LabelAct =
  /** `label` absent: nobody can say. */
  { readonly type: 'label'; readonly label?: string } | { readonly type: 'skip' | 'undo' | 'note' };

/** What of a keyboard event decides. */
export type Key = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** It is held down. */
  readonly repeat: boolean;
};

/**
 * @param labels that the keys 1 to 9 stand for, in that order; absent: labels are typed.
 * @returns undefined where the key means nothing here: it is VS Code's, or held down, which would label rows that nobody has read.
 */
export function labelKeys(
  { key, ctrlKey, metaKey, altKey, repeat }: Key,
  labels?: readonly string[],
): LabelAct | undefined {
  if (ctrlKey || metaKey || altKey || repeat) return undefined;
  if (labels && key === '0') return { type: 'label' };
  if (labels && /^[1-9]$/.test(key)) {
    const label = labels[Number(key) - 1];
    return label === undefined ? undefined : { type: 'label', label };
  }
  switch (key.toLowerCase()) {
    case 's':
      return { type: 'skip' };
    case 'u':
      return { type: 'undo' };
    case 'n':
      return { type: 'note' };
    default:
      return undefined;
  }
}
