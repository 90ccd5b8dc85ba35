// English, the words for a person's audit of a judge and for verdicts that they overrule.
export const enAudit = {
  audit: 'Your audit of the judge',
  auditHint: 'The promise is about what the judge calls different. How many rows it overlooks, only you can say.',
  auditWhat:
    'You are shown rows that were drawn at random and that the judge called the same although their letters differ: two answers each, and nothing tells whose they are. Nothing is asked of a model.',
  auditRows: 'Rows of the audit',
  auditSize: '{rows|row|rows}, for {share}',
  auditAll: 'all {rows|row|rows} that were drawn, for {share}',
  auditOther: 'another number',
  auditRowsWanted: 'Enter a whole number from 1 to {drawn}, the rows that were drawn.',
  auditFixed: 'The number is fixed once you begin: whoever stops when it looks good has proved nothing.',
  auditBegin: 'Begin the audit',
  auditGoOn: 'Go on',
  auditPause: 'Pause',
  auditFar: '{said} of {rows|pair|pairs} looked at.',
  auditOne: 'First answer',
  auditTwo: 'Second answer',
  auditAsk: 'Do both say the same?',
  auditAskWorse: 'Is one of them worse?',
  auditWords: {
    same: 'Same',
    different: 'Different',
    'first-worse': 'The first is worse',
    'second-worse': 'The second is worse',
    neither: 'Neither is',
  },
  auditKeysWorse:
    '1 the first is worse, 2 the second is, S neither, U takes the last one back. Each word is kept at once; close the window whenever you like.',
  auditKeys:
    'S same, D different, U takes the last one back. Each word is kept at once; close the window whenever you like.',
  auditInReport: 'The report says so, too.',
  auditOverruled:
    'You overruled the judge: you call {different|row|rows} different that it let pass, and {same} the same that it did not. That counts in this audit alone, where the rows are among those that it is about.',
  overruleDifferent: 'To me they are different',
  overruleSame: 'To me they are the same',
  overruleWorse: 'To me it is worse',
  overruleNoWorse: 'To me it is no worse',
  overruled: { same: 'You: same.', different: 'You: different.', worse: 'You: worse.', noWorse: 'You: no worse.' },
  overruledHint: 'The verdict and the promise stay the judge’s; your word counts in your audit alone.',
  letStand: 'Take back',
} as const;
