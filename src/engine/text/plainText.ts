// Text of strangers (providers, file names, columns, manifests) made harmless where it is shown: on a terminal, and where VS Code makes links.
// Nothing is lost: what could act is written out.

/** Control characters but line end and tab; line separators; marks that turn the direction of writing. */

const acting = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const writtenOut = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** For a terminal: escape sequences and control characters appear as `\u001b`, which inside JSON also keeps their meaning. */
export function terminalText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(acting, writtenOut);
}

/** The same on one line, for names in lists and tables. */
export function oneLine(text: string): string {
  return terminalText(text).replace(/\r?\n/g, '\\n').replaceAll('\t', '\\t');
}

/**
 * For notifications, dialogs and confirmations of VS Code, which turn `[x](command:...)` into a link that acts: the brackets are set apart,
 * so that the text stays readable and is no link in Markdown either (links, images, references, autolinks).
 */
export function withoutLinks(text: string): string {
  return terminalText(text)
    .replace(/\](?=[([:])/g, '] ')
    .replace(/<(?=[a-z][a-z\d+.-]*:)/gi, '< ');
}
