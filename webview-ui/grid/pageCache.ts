// Rows of a long list, fetched page by page as they come into sight. A few pages are kept; a page that is under way is not asked twice, and
// an answer that arrives after a reset (another filter) is dropped. Few are asked for at a time, and always those last in sight: whoever
// scrolls far does not wait for what flew past.

export type PageSource<R> = (offset: number, limit: number) => Promise<{ readonly rows: readonly R[] } | undefined>;

export const rowsPerPage = 100;
const pagesKept = 30;
const pagesAtOnce = 2;

export type PageCache<R> = {
  /** The row, if it is here. */
  readonly rowAt: (index: number) => R | undefined;
  /** Fetches what is missing of first .. end - 1; `onArrival` is called per page that came. */
  readonly want: (first: number, end: number) => void;
  /** Takes the first page in, which came otherwise. */
  readonly putFirst: (rows: readonly R[]) => void;
  readonly reset: () => void;
};

export function createPageCache<R>(source: PageSource<R>, onArrival: () => void): PageCache<R> {
  const pages = new Map<number, readonly R[]>();
  const underWay = new Set<number>();
  let generation = 0;
  let wanted = { first: 0, end: 0 };
  const fetchWanted = () => {
    for (let page = Math.floor(wanted.first / rowsPerPage); page * rowsPerPage < wanted.end; page++) {
      if (underWay.size >= pagesAtOnce) return;
      if (!pages.has(page) && !underWay.has(page)) void fetch(page);
    }
  };
  const fetch = async (page: number) => {
    const asked = generation;
    underWay.add(page);
    const reply = await source(page * rowsPerPage, rowsPerPage).catch(() => undefined);
    if (asked !== generation) return;
    underWay.delete(page);
    // What failed is asked again when it next comes into sight, not at once.
    if (!reply) return;
    pages.delete(page);
    pages.set(page, reply.rows);
    for (const oldest of pages.keys()) {
      if (pages.size <= pagesKept) break;
      pages.delete(oldest);
    }
    onArrival();
    fetchWanted();
  };
  return {
    rowAt: (index) => pages.get(Math.floor(index / rowsPerPage))?.[index % rowsPerPage],
    want: (first, end) => {
      wanted = { first, end };
      fetchWanted();
    },
    putFirst: (rows) => {
      pages.set(0, rows);
    },
    reset: () => {
      generation++;
      wanted = { first: 0, end: 0 };
      pages.clear();
      underWay.clear();
    },
  };
}
