// How much is read of what others wrote: replies, files of runs, datasets and their parts. One place, so that nobody sets a limit of their own;
// each is far above what SMART, a spreadsheet or a provider writes, and low enough for a laptop's memory.

const mb = 1 << 20;

export const limits = {
  /** A server's reply. The longest answers of today's models take half a megabyte. */
  replyBytes: 16 * mb,
  /** Manifests, job files, ladders: more than this was written by no person, and not by SMART. */
  documentBytes: 16 * mb,
  /** Objects and lists inside one another in such a document; whoever walks through it must not run out of stack. */
  documentDepth: 100,
  /** A segment of the response cache is closed at 8 MB; an earlier version may have made larger ones. */
  cacheBytes: 256 * mb,
  /** Rows of a run. What is kept by row in a Map or Set of V8 (2^24 entries), and delivery.json as one string, must hold them when all is paid. */
  rows: 16_000_000,
  /** A run's delivery.json; a million rows take 18 MB. */
  deliveryBytes: 320 * mb,
  /** A run's report, which holds figures and no rows. */
  reportBytes: 64 * mb,
  /** The name of who holds a run. */
  lockBytes: mb / 16,
  /** A line of a run's journal holds one reply at most. */
  journalLineBytes: 64 * mb,
  /** Above this a journal whose content the disk does not hold is refused: a sparse file of terabytes costs its maker nothing. */
  sparseBytes: 1024 * mb,
  /** A record of a dataset: a row of a CSV, an object of a JSON file. */
  recordBytes: 64 * mb,
  /** Columns of a JSON dataset. */
  columns: 10_000,
  /** A dataset that is held whole: a notebook, one JSON object, a workbook's archive. */
  heldBytes: 128 * mb,
  /** The parts of a workbook unpacked. Reading takes eight times as much memory (measured: 580 MB for 69 MB, 150,000 rows). */
  unpackedBytes: 128 * mb,
  /** What Excel itself can hold; addresses beyond are damage or an attack. */
  sheetRows: 1_048_576,
  sheetColumns: 16_384,
  /** Cells of a table that is made whole, empty and repeated ones included. */
  tableCells: 50_000_000,
  /** Elements of an HTML table inside one another; browsers stop at 512. */
  htmlDepth: 512,
  /** Places of an HTML table: a cell of ten bytes may span a million. */
  htmlPlaces: 5_000_000,
  /** Of a workbook whose other parts a result keeps. */
  rewrittenBytes: 512 * mb,
  /** What must be held to unpack Zstandard; the zstd program takes the same without being told (--long=27). */
  zstdWindowBytes: 128 * mb,
  /** Files of one dataset. */
  files: 100_000,
  /** Bytes of the header of a Parquet page, statistics included. */
  parquetPageHeader: 1 << 24,
  /** Rows of a Parquet or Arrow file. */
  columnarRows: 1 << 26,
  /** A record batch of an Arrow file, unpacked: it is held whole while its rows are read. */
  batchBytes: 1024 * mb,
  /** Values in the lists of one batch whose lists may share them: few bytes may stand for any number. */
  sharedValues: 1 << 26,
} as const;

/** Whether objects and lists stand more than `most` deep inside one another. Walks without recursion, and stops where it is sure. */
export function isDeeperThan(value: unknown, most: number = limits.documentDepth): boolean {
  const open: (readonly [value: unknown, depth: number])[] = [[value, 1]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth] = next;
    if (typeof node !== 'object' || node === null) continue;
    if (depth > most) return true;
    for (const child of Object.values(node)) if (typeof child === 'object') open.push([child, depth + 1]);
  }
  return false;
}

/** The same for what was read as JSON. @throws {SyntaxError} whose message is a clause: no JSON, or nested too deep. */
export function parseDocument(text: string): unknown {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (isDeeperThan(value))
    throw new SyntaxError(`objects and lists stand more than ${String(limits.documentDepth)} deep inside one another`);
  return value;
}
