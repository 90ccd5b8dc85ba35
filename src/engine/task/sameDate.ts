// Reads a date as people and models write it, so that `5 March 2024`, `2024-03-05` and `5.3.2024` are one. A date that may be read in two ways
// (`03/04/2024`) is none: in doubt two dates differ.

/** Languages whose month names are known; the names come from the runtime's own tables. */
const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'cs',
  'sv',
  'da',
  'nb',
  'fi',
  'tr',
  'ru',
  'uk',
  'el',
];

let monthNames: ReadonlyMap<string, number> | undefined;

const spell = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\.$/, '');

/** Months by name, long and short, alone and beside a day (some languages inflect them). A name of two months is left out. */
function months(): ReadonlyMap<string, number> {
  if (monthNames !== undefined) return monthNames;
  const names = new Map<string, number | undefined>();
  for (const language of languages) {
    for (const options of [
      { month: 'long' },
      { month: 'short' },
      { month: 'long', day: 'numeric' },
      { month: 'short', day: 'numeric' },
    ] as const) {
      const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
      for (let month = 1; month <= 12; month++) {
        const parts = format.formatToParts(Date.UTC(2024, month - 1, 5));
        const name = spell(parts.find(({ type }) => type === 'month')!.value);
        if (!/\p{L}/u.test(name)) continue;
        names.set(name, names.has(name) && names.get(name) !== month ? undefined : month);
      }
    }
  }
  monthNames = new Map([...names].filter((entry): entry is [string, number] => entry[1] !== undefined));
  return monthNames;
}

const time = String.raw`(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${time}$`, 'i');
const yearLast = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${time}$`, 'i');
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const eastAsian = /^(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]$/;
const weekday = /^\p{L}{2,12}\.?,\s+/u;
const dayMonthYear = new RegExp(
  String.raw`^(?:the\s+|le\s+|el\s+)?(\d{1,2})(?:st|nd|rd|th|\.|º|er)?\s+(?:of\s+|de\s+)?(\p{L}{3,12}\.?),?\s+(?:de\s+)?(\d{4})${time}$`,
  'iu',
);
const monthDayYear = new RegExp(String.raw`^(\p{L}{3,12}\.?)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${time}$`, 'iu');
const monthYear = /^(\p{L}{3,12}\.?),?\s+(?:de\s+|of\s+)?(\d{4})$/u;
const yearMonth = /^(\d{4})-(\d{2})$/;

/**
 * @returns `2024-03-05`, `2024-03` where no day is named, or `2024-03-05T14:30:00` with `Z` where a time zone was given; midnight counts as no time.
 * Undefined where the text is no date, or might be two.
 */
export function readDate(text: string): string | undefined {
  const trimmed = text.normalize('NFKC').trim().replace(/\s+/g, ' ').replace(/[.;]$/, '');
  const source =
    /^\p{L}/u.test(trimmed) && !months().has(spell(/^\p{L}+/u.exec(trimmed)![0]))
      ? trimmed.replace(weekday, '')
      : trimmed;
  let match = yearFirst.exec(source);
  if (match) return written(match[1]!, match[2]!, match[3]!, match.slice(4));
  match = compact.exec(source) ?? eastAsian.exec(source);
  if (match) return written(match[1]!, match[2]!, match[3]!, []);
  match = yearLast.exec(source);
  if (match) {
    const [, first, separator, second, year] = match as unknown as [string, string, string, string, string];
    const isDayFirst = separator === '.' || Number(first) > 12 || first === second;
    const isMonthFirst = separator !== '.' && Number(second) > 12;
    if (isDayFirst) return written(year, second, first, match.slice(5));
    return isMonthFirst ? written(year, first, second, match.slice(5)) : undefined;
  }
  match = dayMonthYear.exec(source);
  if (match) return named(match[2]!, match[1], match[3]!, match.slice(4));
  match = monthDayYear.exec(source);
  if (match) return named(match[1]!, match[2], match[3]!, match.slice(4));
  match = monthYear.exec(source);
  if (match) return named(match[1]!, undefined, match[2]!, []);
  match = yearMonth.exec(source);
  return match && Number(match[2]) >= 1 && Number(match[2]) <= 12 ? source : undefined;
}

function named(name: string, day: string | undefined, year: string, clock: readonly string[]): string | undefined {
  const month = months().get(spell(name));
  if (month === undefined) return undefined;
  return day === undefined ? `${year}-${String(month).padStart(2, '0')}` : written(year, String(month), day, clock);
}

/** @param clock hours, minutes, seconds, am or pm, time zone, as far as given. */
function written(year: string, month: string, day: string, clock: readonly (string | undefined)[]): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || at.getUTCDate() !== Number(day)) return undefined;
  const [hours, minutes, seconds = '0', half, zone] = clock;
  if (hours === undefined || minutes === undefined) return date;
  if (Number(hours) > (half === undefined ? 23 : 12) || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0);
  at.setUTCHours(hour, Number(minutes), Number(seconds));
  const offset = zone === undefined ? undefined : minutesOf(zone);
  if (offset !== undefined) at.setUTCMinutes(at.getUTCMinutes() - offset);
  const iso = at.toISOString().slice(0, 19);
  if (iso.endsWith('T00:00:00') && (offset === undefined || offset === 0)) return iso.slice(0, 10);
  return offset === undefined ? iso : `${iso}Z`;
}

/** Minutes ahead of UTC. */
function minutesOf(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}
