// Which Latin alphabet a text without UTF-8 is in: windows-1252 unless the detector is sure, letters show another one, or signs stand inside words.
import iconv from 'iconv-lite';
import { decodeScanned } from './textEncoding';

/** Latin alphabets with other letters than Western Europe's. */
const latin: Readonly<Record<string, string>> = {
  'windows-1250': 'windows-1250',
  'ISO-8859-2': 'iso-8859-2',
  'windows-1254': 'windows-1254',
  'ISO-8859-9': 'windows-1254',
};

const fewWords = 10;

/**
 * @param sample lines that hold bytes beyond ASCII
 * @param words how many different ones hold such bytes
 * @param matches the detector's, best first
 * @returns a name for iconv-lite; undefined where the text is no windows-1252, and nothing else fits it alone
 */
export function guessLatin(
  sample: Buffer,
  words: number,
  matches: readonly { readonly name: string; readonly confidence: number }[],
): string | undefined {
  const western = decodeWestern(sample);
  if (insideWords.test(western))
    return otherLatin(
      sample,
      matches.flatMap(({ name }) => latin[name] ?? []),
    );
  const confidence = matches.find(({ name }) => /^(?:ISO-8859-1|windows-1252)$/.test(name))?.confidence ?? 0;
  const other = matches.find(({ name }) => latin[name] !== undefined);
  // A few words say nothing about which Latin alphabet it is.
  const isClear = words >= fewWords && other !== undefined && other.confidence >= confidence + 10;
  return disguised(western) ?? (isClear ? latin[other.name] : 'windows-1252');
}

/** Unassigned places of windows-1252 stay what they are. */
const decodeWestern = (sample: Buffer) => decodeScanned(sample, 0, sample.length, 'windows-1252');

/** Latin text of another alphabet, of DOS or of a Mac, read as windows-1252: signs and unassigned places stand inside words. */
const insideWords = /\p{L}[^\p{L}\p{N}\p{M}\s\0-\x7f’‘´·ºª°«»“”„–—…€£]+\p{L}|[\x81\x8d\x8f\x90\x9d]/u;
const latinOfOthers = [
  'cp850',
  'macintosh',
  'windows-1250',
  'iso-8859-2',
  'windows-1254',
  'windows-1257',
  'iso-8859-15',
];
/** Letters beyond ASCII that Latin alphabets of Europe use; others in a reading make it doubtful. */
const europeanLetters =
  /[àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßąćčďđęěğıłńňőřśšşťţůűźžżāēģīķļņūėįųăâșțÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝŸĄĆČĎĐĘĚĞİŁŃŇŐŘŚŠŞŤŢŮŰŹŽŻĀĒĢĪĶĻŅŪĖĮŲĂȘȚ’‘“”„–—…«»°€£§¿¡]/u;

/** @returns the only reading in which all that is beyond ASCII is a letter of Europe or a usual sign; undefined where there is none, or the detector cannot choose */
function otherLatin(sample: Buffer, detected: readonly string[]): string | undefined {
  const fitting = latinOfOthers.filter((name) => {
    const text = iconv.decode(sample, name);
    return (
      !insideWords.test(text) && [...text].every((character) => character <= '\x7f' || europeanLetters.test(character))
    );
  });
  return fitting.length === 1 ? fitting[0] : detected.find((name) => fitting.includes(name));
}

/**
 * What a few words of another Latin alphabet look like as windows-1252: letters of Iceland beside letters that Icelandic lacks (Turkish, Baltic
 * languages), Portuguese or French ones beside umlauts and acutes (Hungarian), the sign of ordinals inside words (Romanian).
 */
const disguises: readonly { readonly name: string; readonly has: readonly RegExp[]; readonly lacks: RegExp }[] = [
  // The euro took the place of a sign that nobody used.
  { name: 'iso-8859-15', has: [/\d\s?¤|¤\s?\d/], lacks: /[þð]/i },
  { name: 'windows-1254', has: [/[þðý]/i, /[çü]/i], lacks: /[áéíóúæèëàø]/i },
  { name: 'windows-1257', has: [/[ðþ]/i, /[èëàøïìòç]/i], lacks: /[öóúü]/i },
  { name: 'windows-1257', has: [/[ïò]/i, /[ç]/i, /[âî]/i], lacks: /[éèêöóúüàôù]/i },
  { name: 'windows-1250', has: [/[õû]/i, /[öü]/i, /[áíóú]/i], lacks: /[ãäñßàè]/i },
  { name: 'windows-1250', has: [/(?:\p{L}º|º\p{L}|\p{L}þ|þ\p{L})/u, /[ãîâ]/i], lacks: /[öóúüáíéèçõ]/i },
];

function disguised(western: string): string | undefined {
  return disguises.find(({ has, lacks }) => has.every((part) => part.test(western)) && !lacks.test(western))?.name;
}
