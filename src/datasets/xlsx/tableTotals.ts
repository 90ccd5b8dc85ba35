// Totals rows of the tables that Excel formats as such: rows that sum up others and are no rows of the dataset, which only the table's own part says.
import { parseXml } from './workbookXml';

/** Rows (0-based) of a sheet that are totals rows. @param part name of the sheet's part in the archive */
export function totalsRows(parts: ReadonlyMap<string, string>, part: string): ReadonlySet<number> {
  const relations = parts.get(part.replace(/([^/]+)$/, '_rels/$1.rels'));
  const rows = new Set<number>();
  if (relations === undefined) return rows;
  const tables: string[] = [];
  parseXml(relations, {
    open: (name, attribute) => {
      const target = attribute('Target') ?? '';
      if (name === 'Relationship' && /\/table$/.test(attribute('Type') ?? ''))
        tables.push(target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\.\//, '')}`);
    },
  });
  for (const table of tables) {
    parseXml(parts.get(table) ?? '<none/>', {
      open: (name, attribute) => {
        if (name !== 'table') return;
        const last = /(\d+)$/.exec(attribute('ref') ?? '')?.[1];
        const count = Number(attribute('totalsRowCount') ?? 0);
        for (let row = 0; last !== undefined && row < Math.min(count, mostTotals); row++)
          rows.add(Number(last) - 1 - row);
      },
    });
  }
  return rows;
}

/** Excel writes one; a damaged number is no reason to count far. */
const mostTotals = 10;
