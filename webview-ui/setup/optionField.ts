// The field of an option in the form, made from the table of options: a box to tick, a list to choose from, or a line to type in.
import { isAccuracyPromised } from '../../src/engine/job';
import type { FormOptionName } from '../../src/engine/options/jobOptions';
import type { Option } from '../../src/engine/options/option';
import { freshId, h } from '../element';
import { field } from '../section';
import type { OptionWords } from '../strings/optionWords';
import { checkbox, dropdown, textField } from '../toolkit';
import { whenChanged, type DraftChange, type Form } from './form';
import { parseOption } from './parseOption';

/** How the field is laid out: numbers stand side by side. */
export type OptionField = { readonly kind: 'box' | 'choice' | 'short' | 'wide'; readonly element: HTMLElement };

/** @param notes of a choice, one for each value. */
export function optionField(
  form: Form,
  name: string,
  option: Option,
  { label, none, hint }: OptionWords,
  notes?: Readonly<Record<string, string>>,
): OptionField {
  const { domain } = option;
  const value = form.draft()[name as FormOptionName] as unknown;
  const set = (next: unknown) => {
    form.change({ [name]: next } as DraftChange);
  };
  if (domain.kind === 'flag') {
    const noteId = freshId('note');
    const box = checkbox({
      text: label,
      label,
      ...(hint !== undefined && { describedBy: noteId }),
      isChecked: (value ?? option.default) === true,
      onChange: set,
    });
    whileRead(form, option, box);
    const note = hint !== undefined && h('p', { class: 'hint', id: noteId }, hint);
    return { kind: 'box', element: h('div', { class: 'field' }, box, note) };
  }
  if (domain.kind === 'choice') {
    const chosen = String(value ?? option.default);
    const note = h('p', { class: 'hint' }, notes?.[chosen] ?? hint);
    const list = dropdown({
      label,
      value: chosen,
      choices: domain.values.map((one) => ({ value: one, text: one })),
      onChange: (next) => {
        note.textContent = notes?.[next] ?? hint ?? '';
        set(next);
      },
    });
    whileRead(form, option, list);
    return { kind: 'choice', element: field(label, list, note) };
  }
  const kind = domain.kind === 'text' ? 'wide' : 'short';
  const line = textField({
    label,
    value: Array.isArray(value) ? value.join(', ') : String(value ?? ''),
    ...(none !== undefined && { placeholder: none }),
    class: kind,
    onInput: (text) => {
      const parsed = parseOption(text, domain);
      if (parsed !== undefined) set(parsed);
      else if (text.trim() === '') set(undefined);
    },
  });
  whileRead(form, option, line);
  const note = hint !== undefined && kind === 'wide' ? h('p', { class: 'hint' }, hint) : undefined;
  return { kind, element: field(label, line, note) };
}

/** A control is usable while the chosen strategy, and what is promised, look at the option. */
function whileRead(form: Form, { strategies, isOfAccuracy }: Option, control: { disabled: boolean }): void {
  if (strategies === undefined && !isOfAccuracy) return;
  form.watch(
    whenChanged(
      () => {
        const draft = form.draft();
        return (strategies?.includes(draft.strategy) ?? true) && (!isOfAccuracy || isAccuracyPromised(draft));
      },
      (isRead) => {
        control.disabled = !isRead;
      },
    ),
  );
}
