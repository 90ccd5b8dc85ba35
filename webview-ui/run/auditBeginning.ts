// Before an audit: how many rows it is to be about, with what each number bounds where nothing is found. Said before anything of the rows is known.
import { auditSizes, sizeOf } from '../../src/engine/audit/auditView';
import { auditWouldClause } from '../../src/engine/promise/auditClauses';
import type { AuditView } from '../../src/protocol';
import { h, type Child } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { promiseNodes } from '../promiseWords';
import { button, radioGroup, textField } from '../toolkit';
import { fill } from '../element';

const another = 'another';

export function auditBeginning(
  panel: Panel,
  { population, drawn, confidence }: AuditView,
  begin: (rows: number) => void,
): HTMLElement {
  const { t, format } = panel;
  const offered = auditSizes(population, confidence, drawn);
  const whole = sizeOf(drawn, population, confidence);
  const sizes = offered.some(({ rows }) => rows === drawn) ? offered : [...offered, whole];
  let rows: number | undefined = (offered[1] ?? sizes[0]!).rows;
  const living = h('p', { class: 'living', 'aria-live': 'polite' });
  const start = button(t.auditBegin, () => {
    if (rows !== undefined) begin(rows);
  });
  const tell = () => {
    start.disabled = rows === undefined;
    if (rows === undefined) {
      fill(living, say(t.auditRowsWanted, { drawn: format.count(drawn) }));
      return;
    }
    const { bound } = sizeOf(rows, population, confidence);
    fill(living, ...promiseNodes(panel, [auditWouldClause(rows, bound, population, confidence)]));
  };
  const own = textField({
    label: t.auditRows,
    value: '',
    class: 'short',
    onInput: (text) => {
      const typed = Number(text.trim());
      rows = Number.isInteger(typed) && typed > 0 && typed <= drawn ? typed : undefined;
      tell();
    },
  });
  own.hidden = true;
  const choice = radioGroup<string>({
    label: t.auditRows,
    value: String(rows),
    choices: [
      ...sizes.map((size) => ({
        value: String(size.rows),
        text: say(size.rows === drawn ? t.auditAll : t.auditSize, {
          rows: format.count(size.rows),
          share: format.share(Math.ceil(size.share * 1000) / 1000),
        }),
      })),
      { value: another, text: t.auditOther },
    ],
    onChange: (value) => {
      own.hidden = value !== another;
      if (value === another) {
        own.value = '';
        rows = undefined;
        own.focus();
      } else rows = Number(value);
      tell();
    },
  });
  tell();
  const children: Child[] = [
    h('p', {}, t.auditWhat),
    h('div', { class: 'audit-sizes' }, choice, own),
    living,
    h('p', { class: 'sub' }, t.auditFixed),
    h('div', { class: 'own-check-choices' }, start),
  ];
  return h('div', { class: 'audit-beginning' }, ...children);
}
