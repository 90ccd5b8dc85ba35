// English, the words of the page on which a person labels.
export const enLabelling = {
  labelRows: 'Your labels',
  labelHint:
    'You see the row and not what models said of it. Each label is kept at once; close the window whenever you like.',
  labelProgress: '{given} of about {expected}; after them {free|row needs|rows need} no label.',
  labelProgressOpen: '{given} labels so far; how many it takes is known once the run has its plan.',
  labelRound: '{labelled} of {rows} in this round.',
  labelKeys: 'Keys 1 to 9 label, 0 says that you cannot tell, S skips, U takes the last one back, N goes to the note.',
  labelKeysText: 'Enter keeps the label. Outside of the fields S skips, U takes the last one back, N goes to the note.',
  whichLabel: 'Which label?',
  yourLabel: 'Your label',
  keepLabel: 'Keep label',
  skipRow: 'Skip',
  putOff: 'You skipped this row before.',
  labelNote: 'Note (optional)',
  labeller: 'Who labels (kept with each label)',
  roundDone: 'This round is done. The run goes on with your labels.',
  labelsTaken: '{labels|label|labels} for {rows|row|rows}; {free} needed none.',
  labelTaken: 'One label for {rows|row|rows}; {free} needed none.',
  continueRun: 'Continue the run',
} as const;
