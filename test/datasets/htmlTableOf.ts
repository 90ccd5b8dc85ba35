// A table in HTML as notebooks hold it.

const line = (tag: string, cells: readonly string[]) =>
  `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;

/** @param bodyIndex columns of the index, which stand in headings as pandas writes them */
export const tableOf = (
  heads: readonly (readonly string[])[],
  rows: readonly (readonly string[])[],
  bodyIndex: number,
  headTag = 'th',
) =>
  `<table><thead>${heads.map((head, at) => line(at === 0 ? 'th' : headTag, head)).join('')}</thead><tbody>${rows
    .map(
      (row) => `<tr>${row.map((cell, at) => (at < bodyIndex ? `<th>${cell}</th>` : `<td>${cell}</td>`)).join('')}</tr>`,
    )
    .join('')}</tbody></table>`;
