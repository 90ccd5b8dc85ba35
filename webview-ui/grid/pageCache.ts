// Rows of a long list, fetched page by page as they come into sight. A few pages are kept; a page that is under way is not asked twice, and
// an answer that arrives after a reset (another filter) is dropped.

export type PageSource<R> = (offset: number, limit: number) => Promise<{ readonly rows: readonly R[] } | undefined>;

export const rowsPerPage = 100;
const pagesKept = 30;

export type PageCache<R> = {
  /** The row, if it is here. */
  readonly rowAt: (index: number) => R | undefined;
  /** Fetches what is missing of first .. end - 1; `onArrival` is called per page that came. */
  readonly want: (first: number, end: number) => void;
  readonly reset: () => void;
};

export function createPageCache<R>(source: PageSource<R>, onArrival: () => void): PageCache<R> {
  const pages = new Map<number, readonly R[]>();
  const underWay = new Set<number>();
  let generation = 0;
  const fetch = async (page: number) => {
    const asked = generation;
    underWay.add(page);
    const reply = await source(page * rowsPerPage, rowsPerPage).catch(() => undefined);
    if (asked !== generation) return;
    underWay.delete(page);
    if (!reply) return;
    pages.delete(page);
    pages.set(page, reply.rows);
    for (const oldest of pages.keys()) {
      if (pages.size <= pagesKept) break;
      pages.delete(oldest);
    }
    onArrival();
  };
  return {
    rowAt: (index) => pages.get(Math.floor(index / rowsPerPage))?.[index % rowsPerPage],
    want: (first, end) => {
      for (let page = Math.floor(first / rowsPerPage); page * rowsPerPage < end; page++)
        if (!pages.has(page) && !underWay.has(page)) void fetch(page);
    },
    reset: () => {
      generation++;
      pages.clear();
      underWay.clear();
    },
  };
}
