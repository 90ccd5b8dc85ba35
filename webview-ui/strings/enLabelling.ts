// English, the words of the page on which a person labels.
export const enLabelling = {
  labelRows: 'Your labels',
  labelHint:
    'You see the row, not what the models answered. Each label is saved at once; you can close the window at any time.',
  labelProgress: '{given} of about {expected}; after them {free|row needs|rows need} no label.',
  labelProgressOpen: '{given} labels so far; how many are needed is known once the run has a plan.',
  labelRound: '{labelled} of {rows} in this round.',
  labelKeys: 'Keys: 1 to 9 label, 0 cannot tell, S skip, U undo, N note.',
  labelKeysText: 'Enter saves the label. Outside the fields: S skip, U undo, N note.',
  whichLabel: 'Which label?',
  yourLabel: 'Your label',
  keepLabel: 'Save label',
  skipRow: 'Skip',
  putOff: 'You skipped this row before.',
  labelNote: 'Note (optional)',
  labeller: 'Who labels (saved with each label)',
  roundDone: 'This round is done. The run goes on with your labels.',
  labelsTaken: '{labels|label|labels} for {rows|row|rows}; {free} needed none.',
  labelTaken: 'One label for {rows|row|rows}; {free} needed none.',
  continueRun: 'Continue the run',
} as const;
