import assert from 'node:assert/strict';
import { formatHtml } from '../../../src/engine/report/formatHtml';
import { formatJson } from '../../../src/engine/report/formatJson';
import { formatMarkdown } from '../../../src/engine/report/formatMarkdown';
import { ownCheckSentence, type OwnCheckFigures } from '../../../src/engine/report/ownCheck';
import { clopperPearson } from '../../../src/engine/stats/clopperPearson';
import { certifiedRun } from './cases';

const figures: OwnCheckFigures = {
  ...{ judged: 20, checked: 20, agreed: 19, confidence: 0.95 },
  interval: clopperPearson(19, 20, 0.95),
};

describe("the user's own check in a report", () => {
  it('says how many rows, how many were right, and what that says of all', () => {
    assert.equal(
      ownCheckSentence(figures),
      'Own check: of 20 rows drawn at random and judged by a person, the delivered answer is right on 19 (95%; of all answers 75.1% to 99.9%, at 95% confidence).',
    );
  });

  it('tells rows on which the user could not say, and how right the reference is', () => {
    const sentence = ownCheckSentence({ ...figures, judged: 21, reference: { compared: 8, agreed: 7 } });
    assert.match(
      sentence!,
      /On 1 further row the person could not tell\. Where the reference .* is right on 7 of 8\.$/,
    );
  });

  it('says nothing where no row was told right or wrong', () => {
    assert.equal(ownCheckSentence({ judged: 3, checked: 0, agreed: 0, confidence: 0.95 }), undefined);
    for (const format of [formatHtml, formatMarkdown, formatJson]) {
      assert.doesNotMatch(format(certifiedRun()), /own ?check/i);
      assert.match(format({ ...certifiedRun(), ownCheck: figures }), /own ?check/i);
    }
  });
});
