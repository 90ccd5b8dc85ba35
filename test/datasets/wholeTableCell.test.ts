import assert from 'node:assert/strict';
import { wholeTableCode } from '../../src/datasets/notebook/wholeTableCell';

const code = (source: string, language = 'python', more: { run?: number; isPolars?: boolean } = {}) =>
  wholeTableCode({ source, language, file: 'all.csv', ...more });

describe('wholeTableCode', () => {
  it('names what the cell shows: a frame, an end of one, what it displays', () => {
    assert.equal(code('df'), 'df.reset_index().to_csv("all.csv", index=False)');
    assert.equal(
      code('import pandas as pd\ndf.head(100)\n# done\n'),
      'df.head(100).reset_index().to_csv("all.csv", index=False)',
    );
    assert.equal(code('display(self.df)'), 'self.df.reset_index().to_csv("all.csv", index=False)');
    assert.equal(code('df', 'python', { isPolars: true }), 'df.write_csv("all.csv")');
    assert.equal(code('reviews', 'r'), 'write.csv(reviews, "all.csv", row.names = FALSE)');
    assert.equal(
      code('head(reviews, n = 100)', 'r'),
      'write.csv(head(reviews, n = 100), "all.csv", row.names = FALSE)',
    );
    assert.equal(code('first(df, 100)', 'julia'), 'using CSV\nCSV.write("all.csv", first(df, 100))');
  });

  it('does no work of the cell twice: what is not a name is taken by the number of its run, or not at all', () => {
    assert.equal(
      code('pd.read_sql("select 1", db)', 'python', { run: 7 }),
      'Out[7].reset_index().to_csv("all.csv", index=False)',
    );
    assert.equal(code('pd.read_sql("select 1", db)'), undefined);
    assert.equal(code('df = drop(everything())'), undefined);
    assert.equal(code('summarise(group_by(x))', 'r'), undefined);
    assert.equal(code('df', 'scala'), undefined);
    assert.equal(code(''), undefined);
  });
});
