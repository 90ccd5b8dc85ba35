// A model that was shown examples may answer and then go on with an example of its own making: "spam", a blank line, "Text: ...", "Label: ham". The label
// of that example is not the answer, though it stands last and behind a marker.

/** What a row of an example begins with: `Text:`, `Message 2:`, `Q:`. */
const input =
  /^[\s*_#>-]*(?:text|input|message|review|comment|sentence|question|query|tweet|e-?mail|post|document|article|passage|example|title|subject|ticket|user|human|q|nachricht|texte?|frage|mensaje|文本|输入|评论|消息|问题)\**\s?#?\d{0,3}\**\s?[:：]/imu;

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** @returns whether a text names another label than the one given, in a line of its own or ahead of an example that follows; labels of one character count as they are spelled */
export function makeExampleWatch(
  labels: readonly string[],
  exactly: (text: string) => string | undefined,
): (before: string, label: string) => boolean {
  const mentions = labels.map(
    (label) =>
      [
        label,
        new RegExp(
          `(?<![\\p{L}\\p{N}_])${escapeRegExp(label.trim())}(?![\\p{L}\\p{N}_])`,
          label.trim().length === 1 ? 'u' : 'iu',
        ),
      ] as const,
  );
  return (before, label) => {
    const lines = before.split('\n');
    // The bullets of a list: the labels to choose from, perhaps.
    const isOther = (line: string) => !/^\s*[-•*+]\s/.test(line) && ![undefined, label].includes(exactly(line));
    if (lines.some(isOther)) return true;
    const at = before.search(input);
    return at > 0 && mentions.some(([other, mention]) => other !== label && mention.test(before.slice(0, at)));
  };
}
