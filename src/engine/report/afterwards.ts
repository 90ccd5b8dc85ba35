// What a user did with a finished run: answers corrected, rows asked once more; and how a report says it. None of it changes what was promised.
import type { Overruled } from '../audit/auditView';
import { countOf, formatUsd } from '../text/figures';

export type Afterwards = {
  /** Rows whose answer a user put in place of the delivered one. */
  readonly corrected: number;
  /** The result file holds just these corrections. */
  readonly isInResult: boolean;
  /** Answers that a user asked for once more. */
  readonly askedAgain: number;
  /** What these were billed, in dollars; undefined: unknown. */
  readonly againUsd?: number;
  /** Rows of which a user overruled a judge's verdict. */
  readonly overruled?: Overruled;
};

export function afterwardsSentences({
  corrected,
  isInResult,
  askedAgain,
  againUsd,
  overruled = { same: 0, different: 0 },
}: Afterwards): readonly string[] {
  const where = isInResult
    ? `The result file holds ${corrected === 1 ? 'it' : 'them'}, marked, beside what was delivered.`
    : `The result file holds the delivered ${corrected === 1 ? 'answer' : 'answers'}.`;
  const cost = againUsd === undefined ? '' : `, for ${formatUsd(againUsd)} of the cost above`;
  return [
    ...(corrected === 0
      ? []
      : [
          `A person corrected ${countOf(corrected, 'answer')}. ${where} No correction counts as a model's answer, and the promise is about the delivered answers as before.`,
        ]),
    ...(askedAgain === 0
      ? []
      : [
          `After the run, models were asked again ${askedAgain === 1 ? 'once' : `${countOf(askedAgain, 'time')}`}${cost}. The delivered answers and the promise rest on the first answers.`,
        ]),
    ...(overruled.same + overruled.different === 0 ? [] : [overruledSentence(overruled)]),
  ];
}

function overruledSentence({ same, different }: Overruled): string {
  const parts = [
    ...(different > 0 ? [`call the answers to ${countOf(different, 'row')} different that the judge let pass`] : []),
    ...(same > 0 ? [`let those to ${countOf(same, 'row')} pass that the judge did not`] : []),
  ];
  return `A person overruled the judge: they ${parts.join(', and ')}. That counts in the audit alone, where the rows are among those that it is about; the promise is about the judge's own verdicts.`;
}
