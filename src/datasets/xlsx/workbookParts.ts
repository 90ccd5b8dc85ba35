// What is inside a ZIP archive, before any of it is unpacked: whether it is an Excel workbook, and how large it would become. Then the parts
// that a table needs, and no others.
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';

const neededPart =
  /^xl\/(?:workbook\.xml|sharedStrings\.xml|styles\.xml|_rels\/workbook\.xml\.rels|worksheets\/(?:_rels\/)?[^/]+\.(?:xml|rels)|tables\/[^/]+\.xml)$/;

/**
 * @returns XML by name, of the parts that hold tables: no pictures, charts, macros
 * @throws {InputError} for an archive that is no workbook, is damaged, or would unpack to too much (sizes that it states too low only cut it off)
 */
export async function tableParts(bytes: Uint8Array, label: string): Promise<ReadonlyMap<string, string>> {
  const { strFromU8, unzipSync } = await import('fflate');
  const sizes = new Map<string, number>();
  try {
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        sizes.set(name, originalSize);
        return false;
      },
    });
  } catch (error) {
    throw /\.xls[xm]$/i.test(label) ? unreadableWorkbook(label, error) : anArchive(label);
  }
  if (!sizes.has('xl/workbook.xml')) throw notAWorkbook(sizes, label);
  const needed = [...sizes].filter(([name]) => neededPart.test(name));
  if (needed.reduce((sum, [, size]) => sum + size, 0) > limits.unpackedBytes)
    throw new InputError(
      `${label}: this Excel workbook unpacks to more than ${String(limits.unpackedBytes >> 20)} MB; save the sheet as CSV (UTF-8) and try again.`,
    );
  try {
    const parts = unzipSync(bytes, { filter: ({ name }) => neededPart.test(name) });
    return new Map(Object.entries(parts).map(([name, part]) => [name, strFromU8(part)]));
  } catch (error) {
    throw unreadableWorkbook(label, error);
  }
}

export function unreadableWorkbook(label: string, error: unknown): InputError {
  return new InputError(
    `${label}: this Excel workbook cannot be read (${(error as Error).message}); save the sheet as CSV (UTF-8) and try again.`,
  );
}

function notAWorkbook(parts: ReadonlyMap<string, number>, label: string): InputError {
  if (parts.has('xl/workbook.bin'))
    return new InputError(`${label} is a binary Excel workbook (.xlsb); save it as .xlsx or CSV and try again.`);
  if (parts.has('mimetype') && parts.has('content.xml'))
    return new InputError(`${label} is an OpenDocument file; save the sheet as .xlsx or CSV and try again.`);
  for (const [part, what] of documents)
    if ([...parts.keys()].some((name) => part.test(name)))
      return new InputError(`${label} is ${what}; save or export its table as CSV or .xlsx and try again.`);
  return anArchive(label);
}

const documents: readonly (readonly [part: RegExp, what: string])[] = [
  [/^word\//, 'a Word document'],
  [/^ppt\//, 'a PowerPoint presentation'],
  [/\.iwa$/, 'a document of Apple Numbers, Pages or Keynote'],
  [/^META-INF\/container\.xml$/, 'an e-book'],
];

function anArchive(label: string): InputError {
  return new InputError(`${label} is a ZIP archive; unpack it and name one file in it.`);
}
