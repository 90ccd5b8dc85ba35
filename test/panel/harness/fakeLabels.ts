// A round of labels in memory, as the host would keep it: rows in order, those that were put off last.
import type { Labelling, PanelRequests } from '../../../src/protocol';
import type { RequestHandlers } from '../../../src/rpc';

type Said = PanelRequests['labelRow']['params'];
type Asked = 'labelling' | 'labelRow' | 'skipLabel' | 'undoLabel' | 'nameLabeller' | 'takeLabels';

export const roundRows = [3, 11, 12, 40, 57, 60];

/** @param labels absent: the task has none, and they are typed. */
export function fakeLabels(
  textOf: (row: number) => string,
  labels?: readonly string[],
): Pick<RequestHandlers<PanelRequests>, Asked> {
  const said: Said[] = [];
  let skipped: number[] = [];
  let by = '';
  const shown = (): Labelling => {
    const done = new Set(said.map(({ row }) => row));
    const row =
      roundRows.find((one) => !done.has(one) && !skipped.includes(one)) ?? skipped.find((one) => !done.has(one));
    return {
      person: 'me',
      ...(by !== '' && { by }),
      ...(labels && { labels }),
      ...{ roundRows: roundRows.length, labelled: said.length, given: 62 + said.length, expected: 140, free: 4100 },
      ...(row !== undefined && {
        next: { row, cells: [{ column: 'text', text: textOf(row) }], isPutOff: skipped.includes(row) },
      }),
    };
  };
  return {
    labelling: shown,
    labelRow: (each) => {
      said.push(each);
      return shown();
    },
    skipLabel: ({ row }) => {
      skipped = [...skipped.filter((one) => one !== row), row];
      return shown();
    },
    undoLabel: () => {
      said.pop();
      return shown();
    },
    nameLabeller: (named) => {
      by = named.by;
      return shown();
    },
    takeLabels: () => ({}),
  };
}
