// A model's answer beside the reference's, the words that differ marked, and what the judge said of the two.
import { wordDiff, type Piece } from '../../src/engine/text/wordDiff';
import type { ShownPair } from '../../src/protocol';
import { h, type Child } from '../element';
import { say } from '../fillTemplate';
import { icon } from '../icons';
import type { Panel } from '../panel';
import { button } from '../toolkit';

/** Marked by more than colour: assistive technology hears <mark>, and it is underlined. */
export function markedWords(pieces: readonly Piece[]): Child[] {
  return pieces.map(({ text, isDifferent }) => (isDifferent ? h('mark', {}, text) : text));
}

/** @param overrule says the opposite of the verdict, or lets it stand again */
export function differingPair(
  panel: Panel,
  reference: string,
  pair: ShownPair,
  overrule: (isOverruled: boolean) => void,
): HTMLElement {
  const { t } = panel;
  const { left, right } = wordDiff(pair.reference, pair.answer);
  const side = (title: string, pieces: readonly Piece[]) =>
    h('div', { class: 'pair-side' }, h('h5', {}, title), h('p', { class: 'pair-text' }, ...markedWords(pieces)));
  const { verdict, isSame } = pair;
  const text = verdict
    ? verdictText(panel, verdict)
    : isSame === undefined
      ? undefined
      : isSame
        ? t.countsSame
        : t.countsDifferent;
  return h(
    'div',
    { class: 'answer-pair' },
    h('div', { class: 'pair-sides' }, side(say(t.referenceHead, { model: reference }), left), side(pair.model, right)),
    text !== undefined &&
      h('p', { class: 'pair-verdict' }, icon((verdict?.same ?? isSame) ? 'check' : 'differs'), h('span', {}, text)),
    verdict && personsWord(panel, verdict, pair.overruled, overrule),
  );
}

/** What the user says against the verdict, or a button to say it. */
function personsWord(
  { t }: Panel,
  { same, noWorse }: NonNullable<ShownPair['verdict']>,
  overruled: ShownPair['overruled'],
  overrule: (isOverruled: boolean) => void,
): HTMLElement {
  if (overruled === undefined) {
    const text = noWorse ? (same ? t.overruleWorse : t.overruleNoWorse) : same ? t.overruleDifferent : t.overruleSame;
    return h(
      'div',
      { class: 'pair-person' },
      button(text, () => {
        overrule(true);
      }),
    );
  }
  const { overruled: words } = t;
  const said = noWorse ? (overruled.same ? words.noWorse : words.worse) : overruled.same ? words.same : words.different;
  return h(
    'div',
    { class: 'pair-person' },
    h('p', { class: 'pair-verdict overruled' }, icon('pencil'), h('span', {}, `${said} ${t.overruledHint}`)),
    !overruled.isBlind &&
      button(t.letStand, () => {
        overrule(false);
      }),
  );
}

/** Who judged, and why, in the judge's own words. */
export function verdictText({ t }: Panel, verdict: NonNullable<ShownPair['verdict']>): string {
  const { judge, noWorse, same, reason, none } = verdict;
  const template =
    none !== undefined
      ? t.noVerdict
      : noWorse
        ? same
          ? t.judgedNoWorse
          : t.judgedWorse
        : same
          ? t.judgedSame
          : t.judgedDifferent;
  const found = say(template, { judge });
  return reason === undefined ? found : `${found} ${reason}`;
}
