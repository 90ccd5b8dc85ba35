// Datasets that stand inside a larger JSON document: the tables of a notebook, the one list of objects inside an object such as
// {"data": [...]}, and tables in other layouts (json/jsonLayout.ts). They are taken out into memory, so the document must be of moderate size.
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';
import { openBytes, sha256Of, type ByteSource } from './byteSource';
import { openDelimited } from './csv/openDelimited';
import { tableInside } from './json/jsonLayout';
import type { JsonTable } from './json/jsonPieces';
import { whyNotJson } from './json/jsonTrouble';
import { openJson } from './json/openJson';
import { parseNotebook } from './notebook/notebookCells';
import { notebookCsv } from './notebook/notebookDataset';
import { notebookTables } from './notebook/notebookTables';
import type { Reading } from '../engine/job';
import { lossInEnglish } from '../engine/tableLoss';
import type { OpenedDataset } from './openedDataset';
import { readText, type TextLayout } from './textStream';

const utf8 = { name: 'utf-8', bomBytes: 0 };

/** @throws {InputError} when there is no dataset inside, or more than one */
export async function openEmbedded(layout: TextLayout, reading: Reading): Promise<OpenedDataset> {
  const { source } = layout;
  const { label } = source;
  const text = await wholeText(layout);
  if (/\.ipynb$/i.test(source.name) || /"nbformat"\s*:/.test(text.slice(-2000))) {
    const cells = parseNotebook(text, label);
    const tables = notebookTables(cells, wantedCells(cells.length, label, reading.cells));
    // The rows are held here: cells that are run meanwhile do not matter.
    const inner = { ...openBytes(source.name, notebookCsv(tables, label)), ...identity(source) };
    const dataset = await openDelimited({ source: inner, packing: 'none', encoding: utf8 }, 'csv', {});
    const found = tables.flatMap(({ description, losses }) => [description, ...losses.map(lossInEnglish)]);
    return { ...dataset, warnings: [...found, ...dataset.warnings] };
  }
  const table = tableOf(text, label);
  const sha256 = await sha256Of(source.read(0));
  const inner: ByteSource = {
    ...openBytes(source.name, Buffer.from(table.text, 'utf8')),
    ...identity(source),
    checkUnchanged: () => source.checkUnchanged(sha256),
  };
  const dataset = await openJson({ source: inner, packing: 'none', encoding: utf8 }, 'json');
  return {
    ...dataset,
    warnings: [`${source.name}: ${table.found}; the result holds these rows as one list.`, ...dataset.warnings],
  };
}

/** 0-based places. @param wanted counted from 1; absent: all */
function wantedCells(count: number, label: string, wanted?: readonly number[]): number[] {
  const places = wanted?.map((cell) => cell - 1) ?? Array.from({ length: count }, (_, place) => place);
  const missing = places.find((place) => place >= count);
  if (missing !== undefined)
    throw new InputError(`${label} has no cell ${String(missing + 1)}; its last one is cell ${String(count)}.`);
  return places.sort((a, b) => a - b);
}

function identity({ label, path }: ByteSource) {
  return { label, ...(path === undefined ? {} : { path }) };
}

async function wholeText(layout: TextLayout): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of readText(layout)) {
    parts.push(chunk);
    size += chunk.length;
    if (size > limits.heldBytes)
      throw new InputError(
        `${layout.source.label} is one JSON object of more than 128 MB; a dataset is an array of objects, or one object a line.`,
      );
  }
  return Buffer.concat(parts).toString('utf8');
}

function tableOf(text: string, label: string): JsonTable {
  try {
    JSON.parse(text);
  } catch (error) {
    const at = /at position (\d+)/.exec((error as Error).message);
    const line = at ? text.slice(0, Number(at[1])).split('\n').length : 1;
    const known = whyNotJson(text) ?? 'mend it, or write one object a line';
    throw new InputError(`${label}, line ${String(line)}: not valid JSON: ${known}.`);
  }
  const table = tableInside(text);
  if (table && 'text' in table) return table;
  if (table && 'doubt' in table) throw new InputError(`${label} ${table.doubt}.`);
  if (text.trimStart().startsWith('['))
    throw new InputError(
      `${label} is a list of values of several kinds; a dataset is an array of objects, or one object a line.`,
    );
  const what = table ? `several lists of objects (${table.several.join(', ')})` : 'no list of objects';
  throw new InputError(
    `${label} is one JSON object with ${what} in it; a dataset is an array of objects, or one object a line.`,
  );
}
