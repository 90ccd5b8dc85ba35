// One pair of an audit: the row, two answers in an order that tells nothing with the words that differ marked, and what the user may say.
import { wordDiff } from '../../src/engine/text/wordDiff';
import type { AuditView, AuditWord } from '../../src/protocol';
import { h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { button } from '../toolkit';
import { markedWords } from './differingPair';

type Acts = {
  readonly judge: (word: AuditWord) => void;
  readonly undo: () => void;
  readonly pause: () => void;
};

export function auditQuestion(
  { t, format }: Panel,
  { next, begun, noWorse }: AuditView,
  { judge, undo, pause }: Acts,
): Child[] {
  if (!next) return [];
  const { row, cells, answers } = next;
  const name = say(t.rowNumber, { row: format.count(row + 1) });
  const ask = noWorse ? t.auditAskWorse : t.auditAsk;
  const { left, right } = wordDiff(...answers);
  const side = (title: string, pieces: typeof left) =>
    h('div', { class: 'pair-side' }, h('h4', {}, title), h('p', { class: 'pair-text' }, ...markedWords(pieces)));
  return [
    h(
      'div',
      { class: 'own-check-row audit-pair', tabindex: 0, role: 'group', 'aria-label': name },
      h('h3', {}, name),
      h('dl', { class: 'cells' }, ...cells.flatMap(({ column, text }) => [h('dt', {}, column), h('dd', {}, text)])),
      h('div', { class: 'pair-sides' }, side(t.auditOne, left), side(t.auditTwo, right)),
    ),
    h(
      'div',
      { class: 'own-check-choices', role: 'group', 'aria-label': ask },
      h('span', { class: 'caption' }, ask),
      ...wordsOf(noWorse).map(({ key, word }) =>
        button(`${t.auditWords[noWorse && word === 'same' ? 'neither' : word]} (${key.toUpperCase()})`, () => {
          judge(word);
        }),
      ),
      button(t.auditPause, pause),
      begun !== undefined && begun.said > 0 && button(t.takeBack, undo, { class: 'take-back' }),
    ),
    h('p', { class: 'sub' }, t.auditKeys),
  ];
}

type Choice = { readonly key: string; readonly word: AuditWord };

const wordsOf = (noWorse: boolean | undefined): readonly Choice[] =>
  noWorse
    ? [
        { key: '1', word: 'first-worse' },
        { key: '2', word: 'second-worse' },
        { key: 's', word: 'same' },
      ]
    : [
        { key: 's', word: 'same' },
        { key: 'd', word: 'different' },
      ];

/** What of a keyboard event decides. */
export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>;

/** @returns undefined where the key means nothing here: it is VS Code's, or held down, which would judge pairs that nobody has read. */
export function auditKey(
  { key, ctrlKey, metaKey, altKey, repeat }: Key,
  noWorse: boolean | undefined,
): AuditWord | 'undo' | undefined {
  if (ctrlKey || metaKey || altKey || repeat) return undefined;
  const pressed = key.toLowerCase();
  return pressed === 'u' ? 'undo' : wordsOf(noWorse).find((choice) => choice.key === pressed)?.word;
}
