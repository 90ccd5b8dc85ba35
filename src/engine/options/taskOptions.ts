// The task as options state it; ../task/taskOfOptions.ts makes one of them.
import { fieldSames, type JsonField } from '../task/jsonFields';
import { lossKinds } from '../task/lossBound';
import { textRules } from '../task/sameText';
import { fieldsOfText, taskTypes } from '../task/taskOfOptions';
import type { Domain, Option } from './option';

type TextRuleName = (typeof textRules)[number];

export type TaskOptionValues = {
  readonly task?: (typeof taskTypes)[number];
  readonly labels?: readonly string[];
  readonly absoluteTolerance?: number;
  readonly relativeTolerance?: number;
  readonly multiple?: boolean;
  readonly recall?: number;
  readonly precision?: number;
  readonly loss?: (typeof lossKinds)[number];
  readonly lossCap?: number;
  readonly meanLoss?: number;
  readonly fields?: readonly JsonField[];
  readonly same?:
    | TextRuleName
    | {
        readonly by: TextRuleName;
        readonly from?: number;
        readonly model?: string;
        readonly policy?: string;
        readonly noWorse?: boolean;
      };
  readonly similarFrom?: number;
  readonly judge?: string;
  readonly judgePolicy?: string;
  readonly noWorse?: boolean;
};

/** A share of words; see tokenF1. */
const share = { kind: 'number', moreThan: 0, most: 1 } as const;

const field = {
  kind: 'record',
  fields: {
    path: {
      domain: { kind: 'text' },
      description: 'Dotted path of the field; "$" is the whole value.',
      isRequired: true,
    },
    same: {
      domain: { kind: 'choice', values: fieldSames },
      description: 'When two values of the field are the same.',
      isRequired: true,
    },
    tolerance: { domain: { kind: 'number', least: 0 }, description: 'number: values this close count as equal.' },
    similarFrom: { domain: share, description: 'text: token F1 from which two texts are the same.' },
    ignoreCase: { domain: { kind: 'flag' }, description: 'exact, set: case does not count.' },
    ignorePunctuation: { domain: { kind: 'flag' }, description: 'exact, set: punctuation and spacing do not count.' },
  },
} as const satisfies Domain;

export const taskOptions = {
  task: {
    domain: { kind: 'choice', values: taskTypes },
    description: 'The kind of answer wanted; absent: labels, json or filter where what they take is given, else text.',
    switch: { name: 'task', value: 'KIND', help: 'default: labels when --labels is given, else text' },
    onResume: 'same',
  },
  labels: {
    domain: { kind: 'list', of: { kind: 'text' }, least: 2 },
    description: 'The allowed answers of a labels task.',
    switch: { name: 'labels', value: 'a,b', help: 'the allowed answers' },
    onResume: 'same',
  },
  multiple: {
    domain: { kind: 'flag' },
    description: 'Any number of the labels may apply to a row; two answers are the same when they name the same ones.',
    switch: { name: 'multiple', help: 'labels: any number of them may apply to a row; compared as a set' },
    onResume: 'same',
  },
  recall: {
    domain: { kind: 'number', moreThan: 0, lessThan: 1 },
    description:
      'Filter: share of the rows that the reference answers with yes which must be found. Absent: all, if there is a precision.',
    switch: {
      name: 'recall',
      value: 'R',
      help: 'filter: share of the rows that the reference answers with yes to be found (default: all of them)',
    },
    onResume: 'same',
  },
  precision: {
    domain: { kind: 'number', moreThan: 0, lessThan: 1 },
    description:
      'Filter: share of the rows answered with yes that the reference must answer so, too. Absent: all, if there is a recall.',
    switch: {
      name: 'precision',
      value: 'P',
      help: 'filter: share of the rows found that the reference answers with yes, too (default: all of them)',
    },
    onResume: 'same',
  },
  loss: {
    domain: { kind: 'choice', values: lossKinds },
    description:
      'Promise a mean loss instead of how many answers differ: "absolute", how far numbers are off; "f1", 1 - F1 of label sets or of the words of texts.',
    switch: {
      name: 'loss',
      value: 'LOSS',
      help: 'promise a mean loss: absolute (how far numbers are off), f1 (1 - F1 of label sets, of the words of texts)',
    },
    onResume: 'same',
  },
  lossCap: {
    domain: { kind: 'number', moreThan: 0 },
    description: 'Loss "absolute": what a single row counts at most, however far its number is off.',
    switch: { name: 'loss-cap', value: 'X', help: 'loss absolute: what one row counts at most' },
    onResume: 'same',
  },
  meanLoss: {
    domain: { kind: 'number', moreThan: 0 },
    description: 'What the mean loss may be at most.',
    switch: { name: 'mean-loss', value: 'X', help: 'what the mean loss may be at most' },
    onResume: 'same',
  },
  absoluteTolerance: {
    domain: { kind: 'number', least: 0 },
    description: 'Numbers this close count as equal.',
    switch: { name: 'tolerance', value: 'X', help: 'number: answers this close count as equal' },
    onResume: 'same',
  },
  relativeTolerance: {
    domain: { kind: 'number', least: 0 },
    description: "Numbers this close, as a share of the reference's, count as equal.",
    onResume: 'same',
  },
  fields: {
    domain: { kind: 'list', of: { kind: 'either', of: [{ kind: 'text' }, field] } },
    description: 'Fields (dotted paths) of a json task that must be equal, each by its rule; none: the whole value.',
    switch: {
      name: 'fields',
      value: 'a,b.c',
      help: 'json: fields that must be equal, each by a rule of its own where it has one:\ntotal:number:0.01, due:date, tags:set, summary:text, note:ignore (docs/equality.md)',
      read: fieldsOfText,
    },
    onResume: 'same',
  },
  same: {
    domain: {
      kind: 'either',
      of: [
        { kind: 'choice', values: textRules },
        {
          kind: 'record',
          fields: {
            by: {
              domain: { kind: 'choice', values: textRules },
              description: 'The rule.',
              isRequired: true,
            },
            from: { domain: share, description: 'similar: token F1 from which two texts are the same.' },
            model: { domain: { kind: 'text' }, description: 'judge: id of the model of the ladder that judges.' },
            policy: { domain: { kind: 'text' }, description: 'judge: what counts as the same, in your words.' },
            noWorse: {
              domain: { kind: 'flag' },
              description: 'judge: asks whether the candidate is at least as good instead of the same.',
            },
          },
        },
      ],
    },
    description:
      'When two answers of a text task are the same: letter by letter, by their words in any order, similar, or as a judge says.',
    switch: {
      name: 'same',
      value: 'RULE',
      help: 'text: exact (default), words (the same ones in any order), similar, or judge (a model is asked)',
    },
    onResume: 'same',
  },
  similarFrom: {
    domain: share,
    description: 'Token F1 from which two answers of a text task are the same; makes the rule "similar".',
    switch: {
      name: 'similar-from',
      value: 'F',
      help: 'text: similar from this token F1 on, above 0 and at most 1 (default 0.9)',
    },
    onResume: 'same',
  },
  judge: {
    domain: { kind: 'text' },
    description:
      'Id of the model of the ladder that judges whether answers are the same; it is no candidate then. Makes the rule of a text task "judge".',
    switch: {
      name: 'judge',
      value: 'MODEL',
      help: 'the model that judges whether answers are the same; it is no candidate',
    },
    onResume: 'same',
  },
  judgePolicy: {
    domain: { kind: 'text' },
    description: 'What the judge is to count as the same, in your words.',
    switch: {
      name: 'judge-policy',
      value: 'TEXT',
      help: 'what counts as the same, e.g. "Extra detail makes no difference."',
    },
    onResume: 'same',
  },
  noWorse: {
    domain: { kind: 'flag' },
    description:
      "The judge is asked whether a candidate's answer is at least as good as the reference's, instead of the same.",
    switch: {
      name: 'no-worse',
      help: "ask the judge whether a candidate's answer is at least as good, instead of the same",
    },
    onResume: 'same',
  },
} as const satisfies { readonly [K in keyof TaskOptionValues]-?: Option<NonNullable<TaskOptionValues[K]>> };
