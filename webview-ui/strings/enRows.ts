// English, the words for what the user does with the rows of a finished run.
export const enRows = {
  sideBySide: 'Models side by side',
  deliveredMark: 'delivered',
  notAsked: 'not asked',
  referenceHead: '{model} (reference)',
  yourAnswer: 'Your answer',
  yourAnswerHint:
    'Kept apart from the models’ answers. It counts as no model’s answer, and the promise stays about the delivered ones.',
  correct: 'Correct',
  changeCorrection: 'Change',
  undoCorrection: 'Use the delivered answer',
  chooseAnswer: 'Choose an answer',
  corrected: 'corrected by you',
  correctedTitle: '{answer}, your correction; delivered: {delivered}',
  correctedRow: 'You corrected {count} answer.',
  correctedRows: 'You corrected {count|answer|answers}.',
  notInResult: 'The result file holds what the models answered.',
  inResult: 'The result file holds your corrections, marked.',
  staleResult: 'The result file holds earlier corrections.',
  writeCorrections: 'Write corrections to the result',
  removeCorrections: 'Remove them from the result',
  askModelAgain: 'Ask {model} again',
  askModel: 'Ask {model}',
  askAgainHint:
    'One request, billed to this run and under its cap. The delivered answer and the promise rest on the first answers and do not change.',
  answeredAgain: 'Asked again',
  useAnswer: 'Use as your answer',
} as const;
