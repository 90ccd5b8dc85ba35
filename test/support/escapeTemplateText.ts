// The way back from a text to a template that says it: tests check the parser with it.

/** Text as a literal of the template language: what `parseTemplate` reads back as exactly this text. */
export function escapeTemplateText(text: string): string {
  // The look behind keeps it linear in a long row of backslashes.
  return text.replace(/(?<!\\)(\\*)\{\{/g, (_, backslashes: string) => `${backslashes}${backslashes}\\{{`);
}
