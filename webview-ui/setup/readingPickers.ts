// How the rows were read, where the file leaves it open: its encoding, with cells to judge it by, and its sheet. A choice reads the rows anew.
import { offeredEncodings } from '../../src/engine/encodings';
import type { DatasetPreview } from '../../src/protocol';
import { h } from '../element';
import { say } from '../fillTemplate';
import type { Panel } from '../panel';
import { dropdown } from '../toolkit';
import type { Form } from './form';

/** For the head of the section: what applies to this file. */
export function readingPickers(panel: Panel, form: Form): HTMLElement[] {
  const { t } = panel;
  const { encoding, sheet } = form.dataset.reading ?? {};
  const pickers: HTMLElement[] = [];
  const add = (key: 'encoding' | 'sheet', label: string, value: string, choices: { value: string; text: string }[]) => {
    const picker = dropdown({
      label,
      value,
      choices,
      onChange: (wanted) => {
        void panel.attempt(panel.ask('readAs', { draft: form.draft(), [key]: wanted })).then((reply) => {
          // The rows are still those of before.
          if (!reply) picker.value = value;
        });
      },
    });
    pickers.push(picker);
  };
  if (sheet)
    add(
      'sheet',
      t.sheet,
      sheet.name,
      sheet.names.map((name) => ({ value: name, text: name })),
    );
  if (encoding)
    add(
      'encoding',
      t.encoding,
      encoding.name,
      [...new Set([encoding.name, ...offeredEncodings])].map((name) => ({
        value: name,
        text: encodingName(panel, name),
      })),
    );
  return pickers;
}

/** Cells by which the encoding can be judged; undefined where there is nothing to judge. */
export function encodingCells(panel: Panel, { reading }: DatasetPreview): HTMLElement | undefined {
  const { t } = panel;
  const encoding = reading?.encoding;
  if (!encoding || encoding.cells.length === 0) return undefined;
  const template = encoding.isGuessed ? t.encodingGuessed : t.encodingChosen;
  return h(
    'div',
    { class: `encoding-cells ${encoding.isGuessed ? 'guessed' : ''}` },
    h('p', { class: 'hint' }, say(template, { encoding: encodingName(panel, encoding.name) })),
    h('ul', {}, ...encoding.cells.map((cell) => h('li', {}, cell))),
  );
}

function encodingName({ t }: Panel, name: string): string {
  const language = Object.hasOwn(t.encodingNames, name) ? t.encodingNames[name]! : undefined;
  return language === undefined || language.toLowerCase() === name ? (language ?? name) : `${language} (${name})`;
}
