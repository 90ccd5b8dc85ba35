// The promise's sentences in English. chinese.ts has the same; a test compares their figures.

export const english = {
  oneRow: '{count} row',
  manyRows: '{count} rows',

  planned: 'With {confidence} confidence, at most {allowed} of these {rows} will differ from {reference}.',
  plannedNone: 'With {confidence} confidence, none of these {rows} will differ from {reference}.',
  plannedSingle: 'With {confidence} confidence, this row will not differ from {reference}.',
  plannedNominal:
    'With {confidence} nominal confidence (the published interval test), at most {allowed} of these {rows} will differ from {reference}.',
  plannedNominalNone:
    'With {confidence} nominal confidence (the published interval test), none of these {rows} will differ from {reference}.',
  plannedStrictest: 'Of the thresholds {thresholds} the strictest that the money buys is kept.',
  plannedCertain: "Each of these {rows} will get {reference}'s own answer.",
  plannedSingleCertain: "This row will get {reference}'s own answer.",

  plannedFilterRecall:
    'With {confidence} confidence, at least {recall} of the rows that {reference} would answer "yes" will be found among these {rows}; each "yes" will be its own.',
  plannedFilterPrecision:
    'With {confidence} confidence, at least {precision} of the rows answered "yes" among these {rows} will be rows that {reference} would answer "yes"; each "no" will be its own.',
  plannedFilterBoth:
    'With {confidence} confidence, at least {recall} of the rows that {reference} would answer "yes" will be found among these {rows}, and at least {precision} of the rows answered "yes" will be such rows.',

  plannedLossAbsolute:
    "With {confidence} confidence, the answers of these {rows} will be off {reference}'s own numbers by at most {mean} on average, where no row counts more than {cap}.",
  plannedLossF1:
    "With {confidence} confidence, the answers of these {rows} will have a mean F1 of at least {f1} with {reference}'s own.",

  plannedYours: 'With {confidence} confidence, at most {allowed} of these {rows} will differ from your labels.',
  plannedYoursNone: 'With {confidence} confidence, none of these {rows} will differ from your labels.',
  plannedYoursSingle: 'With {confidence} confidence, this row will not differ from your label.',
  plannedYoursNominal:
    'With {confidence} nominal confidence (the published interval test), at most {allowed} of these {rows} will differ from your labels.',
  plannedYoursNominalNone:
    'With {confidence} nominal confidence (the published interval test), none of these {rows} will differ from your labels.',
  plannedYoursCertain: 'Each of these {rows} will get your own label.',
  plannedYoursSingleCertain: 'This row will get your own label.',
  plannedLimit: 'Rows that the {limit} labels leave out get the best model’s answer and are not covered.',

  few: 'That is few rows for such a promise: {reference} must answer at least {least} of them, however good the cheaper models are.',
  fewNone: 'No row may differ, so {reference} answers every distinct row.',
  fewYours:
    'That is few rows for such a promise: you must label at least {least} of them, however good the models are.',
  fewNoneYours: 'No row may differ, so you label every distinct row.',

  noRows: 'There are no rows, so nothing is promised.',
  nothingCovered: 'Nothing is promised: none of the {rows} got a valid answer.',
  nothingCoveredSingle: 'Nothing is promised: the row got no valid answer.',
  certain: "Every answer is {reference}'s own, so none of these {rows} differs from it.",
  certainLabelled:
    "Every answer is {reference}'s own or the label that its row brought, so none of these {rows} differs from these.",
  certainAllLabelled: 'Every row keeps the label that it brought ({rows}), so {reference} was asked about none.',
  certainSingle: "The row's answer is {reference}'s own, so it does not differ.",
  certified: "With {confidence} confidence, at most {allowed} of these {rows} differ from {reference}'s own answer.",
  certifiedOne:
    "With {confidence} confidence, at most {allowed} of these {rows} differs from {reference}'s own answer.",
  certifiedNone: "With {confidence} confidence, none of these {rows} differs from {reference}'s own answer.",
  nominal:
    "With {confidence} nominal confidence (the published interval test), at most {allowed} of these {rows} differ from {reference}'s own answer.",
  nominalOne:
    "With {confidence} nominal confidence (the published interval test), at most {allowed} of these {rows} differs from {reference}'s own answer.",
  nominalNone:
    "With {confidence} nominal confidence (the published interval test), none of these {rows} differs from {reference}'s own answer.",
  filterCertain: 'Every answer is {reference}\'s own: it answers {kept} of these {rows} with "yes".',
  filterCertainOne: 'Every answer is {reference}\'s own: it answers one of these {rows} with "yes".',
  filterRecall:
    'With {confidence} confidence, at least {recall} of the rows that {reference} would answer "yes" are found. Answered "yes": {kept} of these {rows}, each by {reference} itself; missing: at most {missed}.',
  filterPrecision:
    'With {confidence} confidence, at least {precision} of the rows answered "yes" are rows that {reference} would answer "yes". Answered "yes": {kept} of these {rows}; wrongly so: at most {wrong}. Each "no" is its own.',
  filterBoth:
    'With {confidence} confidence, at least {recall} of the rows that {reference} would answer "yes" are found, and at least {precision} of the rows answered "yes" are such rows. Answered "yes": {kept} of these {rows}; wrongly so: at most {wrong}; missing: at most {missed}.',
  filterIsNotTruth:
    'What is "yes" is what {reference} says or would say: it can err itself, and so can whoever agrees with it.',
  lossAbsolute:
    "With {confidence} confidence, the answers of these {rows} are off {reference}'s own numbers by at most {mean} on average, where no row counts more than {cap}.",
  lossF1:
    "With {confidence} confidence, the answers of these {rows} have a mean F1 of at least {f1} with {reference}'s own.",
  lossIsNotError: '"Off" is not "wrong": {reference} itself can err, and an answer that is off can be the better one.',
  lossUnread:
    'A row that a cheaper model answered counts as wholly off where {reference} gave, or would have given, no answer that can be read.',
  certainYours: 'Every answer is your own label, so none of these {rows} differs from your labels.',
  certainYoursSingle: "The row's answer is your own label, so it does not differ.",
  certifiedYours: 'With {confidence} confidence, at most {allowed} of these {rows} differ from your labels.',
  certifiedYoursOne: 'With {confidence} confidence, at most {allowed} of these {rows} differs from your labels.',
  certifiedYoursNone: 'With {confidence} confidence, none of these {rows} differs from your labels.',
  nominalYours:
    'With {confidence} nominal confidence (the published interval test), at most {allowed} of these {rows} differ from your labels.',
  nominalYoursOne:
    'With {confidence} nominal confidence (the published interval test), at most {allowed} of these {rows} differs from your labels.',
  nominalYoursNone:
    'With {confidence} nominal confidence (the published interval test), none of these {rows} differs from your labels.',
  judged: "A row differs here where {judge} calls its answer different from {reference}'s.",
  judgedWorse: "A row differs here where {judge} finds its answer worse than {reference}'s.",
  covers: 'This covers {covered} of {rows}; the other {failed} failed.',
  coversButOne: 'This covers {covered} of {rows}; the other one failed.',
  coversUnread:
    'This covers {covered} of {rows}; the other {failed} failed, {unreadable} of them because no answer could be read.',

  coversUnlabelled:
    'This covers {covered} of {rows}; the labels were used up before the others, of which {unlabelled} have the best model’s answer, unlabelled and not covered.',
  othersFailed: 'Another {failed} failed.',

  chosenOf:
    'The threshold {accuracy} was picked among {thresholds} by the run itself, as the strictest that the money bought; the confidence holds for the pick, since each had its share of the error.',
  followsOne:
    'This run follows {earlier} earlier run of the same table. Each promise holds by itself; whoever picks one of several runs after seeing what they cost or showed has one that fails in more than {error} of cases.',
  follows:
    'This run follows {earlier} earlier runs of the same table. Each promise holds by itself; whoever picks one of several runs after seeing what they cost or showed has one that fails in more than {error} of cases.',
  repeatsDraw:
    'An earlier run of this table drew its sample by the same seed. If anything of this run (models, prompt, threshold) was chosen or taught by what that run showed, the promise does not hold; without a seed a new sample is drawn.',
  labelledOne:
    "One row keeps the label that it has in the column {column}, which stands for {reference}'s answer there.",
  labelled:
    "{labelled} rows keep the label that they have in the column {column}, which stands for {reference}'s answer there.",
  labelledRandom:
    'They began the sample, since you vouched that they were drawn at random from these rows. If they were picked in any other way, or {reference} would answer such rows differently than their labels say, the promise does not hold.',
  grown:
    'This run continues {run}: {kept} kept their answers, {rows} were answered now, of which by themselves at most {allowed} differ from {reference}, with {confidence} confidence.',
  grownCertain: 'This run continues {run}: {kept} kept their answers, {rows} were answered now.',
  grownTogether:
    'This run continues {run}: {kept} were answered before, {rows} now, and the promise is of all of them together. Old rows keep their answers, but those of which the evidence now asks more.',
  grownWhole:
    'It says nothing of the new rows by themselves: all that may deviate may lie among them. That it holds takes for granted that which rows came, changed or went did not depend on which rows the draw happened to hold.',
  grownSums:
    'The promise for the whole table is the sum of what its batches allow. Each batch has a draw of its own; that the sum holds at the same confidence takes for granted that which rows came later did not depend on which rows an earlier draw happened to hold.',
  differsIsNotWrong:
    '"Differs" is not "wrong": {reference} itself can err, and an answer that differs from it can be right.',

  exact:
    'The promise is exact for any data: over the random draw of the sample, which the seed fixed before this run saw any answer of it, it fails in at most {error} of runs. It does not depend on the order of the rows nor on how the models err.',
  differsFromYou:
    '"Differs" is not "wrong": a label can be wrong, and an answer that differs from the label that you gave, or would have given, can be right.',
  onceEachYours:
    'It speaks of the labels that you gave, or would have given, when asked once about each row. Whoever labels differently on another day differs from their own labels, too, and of several people the one who would have been asked counts.',
  unclearDiffers: 'A row that a model answered counts as differing where you could not have said what its label is.',
  leavesOutUnclear: 'Left out are {left} that got neither a label nor an answer.',
  unlabelledSaysNothing:
    'Of the {unlabelled} unlabelled rows nothing is promised: how often their answers differ from your labels was not looked at.',

  filterUnread:
    'A row whose "yes" is a cheaper model\'s counts as wrong, and one whose "no" is counts as missing, where {reference} gave, or would have given, no answer that can be read.',
  unreadDiffers:
    'A row that a cheaper model answered counts as differing where {reference} gave, or would have given, no answer that can be read.',
  published:
    'This published strategy tests fixed-level intervals again and again as answers come in, so its confidence is nominal: where a failure in {error} of runs was allowed, 6% to 10% was measured with several models just under the threshold. The strategy "certified" has no such gap.',
  onceEach:
    'It speaks of the answers that {reference} gave, or would have given, when asked once about each row. A model that answers differently when asked again differs from itself, too.',
  onceEachDistinct:
    'It speaks of the answers that {reference} gave, or would have given, when asked once about each distinct row ({distinct} of {rows}): identical rows share one answer, so what {reference} would have said differently about a second copy is not counted.',
  noise: 'How often {reference} differs from itself is measured with --repeat-reference.',
  theseRows:
    'It covers these rows only. Other data, another prompt or another version of a model need a run of their own.',
  nothingEstimated: "No cheaper model's answer was used, so nothing had to be estimated.",
  byTheTask: 'Whether an answer "differs" is judged by the task\'s own rule (see Settings), not by its wording.',
  verdictsOf:
    'Answers in the same letters are the same. Of {verdicts} other pairs that {judge} was asked about, {different} did not pass.',
  verdictsUnread: 'Of {unread} of them no verdict could be had; they count as differing.',
  judgeErrs:
    'The promise speaks of what {judge} said, or would have said, when asked once about each pair. Where you would judge differently, it holds for {judge} all the same.',
  leavesOut: '{left} got no valid answer, not even from {reference}; the promise leaves them out.',
  leavesOutOne: '{left} got no valid answer, not even from {reference}; the promise leaves it out.',

  auditBefore:
    'Afterwards you can audit the judge by looking at rows of the sample: of {rows}, {sizes} without a disagreement leave at most {shares} that you would call different, with {confidence} confidence.',
  auditWould:
    'If you call none of {audited} different, at most {bound} of the {rows} ({share}) differ in your eyes beyond what the promise allows, with {confidence} confidence.',
  auditedNone:
    'A person looked at the {shown} of the first {audited} drawn that the judge called the same although their letters differ, and calls none of them different.',
  audited:
    'A person looked at the {shown} of the first {audited} drawn that the judge called the same although their letters differ, and calls {disagreed} of them different.',
  auditHolds:
    "With {confidence} confidence, at most {total} of these {rows} differ in that person's own eyes: {allowed} that the judge may call different, and {bound} that it overlooks.",
  auditedNoneWorse:
    'A person looked at the {shown} of the first {audited} drawn that the judge let pass although their letters differ, and finds none of them worse.',
  auditedWorse:
    'A person looked at the {shown} of the first {audited} drawn that the judge let pass although their letters differ, and finds {disagreed} of them worse.',
  auditHoldsWorse:
    "With {confidence} confidence, at most {total} of these {rows} are worse in that person's own eyes: {allowed} that the judge may find worse, and {bound} that it overlooks.",
} as const;
