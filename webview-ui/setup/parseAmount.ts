// Reads what the user types into the fields for shares and dollars, with a decimal point or comma.

/** A percentage typed by the user, as a share: `95`, `95 %`, `99,5`; undefined: not one within (0, 100]. */
export function parsePercent(text: string): number | undefined {
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*%?\s*$/.exec(text);
  const value = match ? Number(match[1]!.replace(',', '.')) / 100 : NaN;
  return value > 0 && value <= 1 ? Number(value.toFixed(6)) : undefined;
}

/** Dollars as typed; undefined: left empty; null: not an amount above 0. */
export function parseMoney(text: string): number | undefined | null {
  if (text.trim() === '') return undefined;
  const match = /^\s*\$?\s*(\d+(?:[.,]\d+)?)\s*\$?\s*$/.exec(text);
  const value = match ? Number(match[1]!.replace(',', '.')) : 0;
  return value > 0 ? value : null;
}
