// What the drawing of a table leaves out of the table itself: a frame in a notebook's output shows its ends only.

export type TableLoss =
  /** `of`: rows of the whole table, where the output tells them. */
  | { readonly what: 'rows'; readonly shown: number; readonly of?: number }
  | { readonly what: 'columns'; readonly shown: number; readonly of?: number }
  /** Long texts end in "...". */
  | { readonly what: 'texts'; readonly library: 'pandas' | 'other' };

const count = (number: number) => number.toLocaleString('en');

/** A whole sentence. */
export function lossInEnglish(loss: TableLoss): string {
  switch (loss.what) {
    case 'rows':
      return loss.of === undefined
        ? `The output shows only ${count(loss.shown)} rows of a longer table.`
        : `The output shows only ${count(loss.shown)} of ${count(loss.of)} ${loss.of === 1 ? 'row' : 'rows'}.`;
    case 'columns':
      return loss.of === undefined
        ? `The output shows only ${count(loss.shown)} columns of a wider table.`
        : `The output shows only ${count(loss.shown)} of ${count(loss.of)} columns.`;
    case 'texts':
      return `Long texts are cut off in the output ("..."); ${loss.library === 'pandas' ? 'pandas.set_option("display.max_colwidth", None)' : 'raise the length of texts that your tables show (in Polars pl.Config.set_fmt_str_lengths(10000)): it'} shows them whole.`;
  }
}
