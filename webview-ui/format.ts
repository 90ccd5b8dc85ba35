// Figures as text of the reader's locale: counts, dollars, percentages, durations, factors. Unknown money is the word for it, any other
// unknown figure a dash, never 0. Money has as many decimals as in the report.
import { usdDecimals } from '../src/engine/text/figures';

export type Format = ReturnType<typeof makeFormat>;

const unknown = '–';
/** Dollars; of a million rows at less than this nobody pays ten dollars. */
const leastShown = 0.00001;

/** Formatters for a locale; an unusable locale falls back to English. @param unknownMoney the word for it. */
export function makeFormat(wanted: string, unknownMoney = 'unknown') {
  const locale = Intl.NumberFormat.supportedLocalesOf([wanted])[0] ?? 'en';
  // Made at first use: each takes about a millisecond, and the first paint needs few of them.
  const number = (options: Intl.NumberFormatOptions) => {
    let made: Intl.NumberFormat | undefined;
    return { format: (value: number) => (made ??= new Intl.NumberFormat(locale, options)).format(value) };
  };
  const known = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
  const whole = number({ maximumFractionDigits: 0 });
  const currencies = new Map<number, ReturnType<typeof number>>();
  /** @param most decimals; at least as many are shown as `least`. */
  const dollars = (value: number, most: number, least: number) => {
    const key = most * 100 + least;
    let format = currencies.get(key);
    if (!format) {
      const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
      format = number({ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', ...digits });
      currencies.set(key, format);
    }
    return format.format(value);
  };
  const money = (value: number | undefined, isPadded: boolean) => {
    if (!known(value)) return unknownMoney;
    const most = value === 0 ? 0 : usdDecimals(value);
    return dollars(value, most, isPadded ? most : Math.min(2, most));
  };
  const isNegligible = (value: number | undefined) => known(value) && value > 0 && value < leastShown;
  const negligibleMoney = () => `<${dollars(leastShown, 5, 5)}`;
  const percents = [0, 1, 2, 3].map((digits) => number({ style: 'percent', maximumFractionDigits: digits }));
  const fixedPercents = number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const unit = (name: string) => number({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 });
  const units = { s: unit('second'), min: unit('minute'), h: unit('hour'), d: unit('day') };
  const oneDecimal = number({ maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const twoDigits = number({ maximumSignificantDigits: 2 });

  return {
    locale,
    count: (value: number | undefined) => (known(value) ? whole.format(value) : unknown),
    /** Cents from a dollar up, three digits that count below: $1,240.40, $3.07, $0.042, $0.000283. */
    money: (value: number | undefined) => money(value, false),
    /** Money of one row, or of a thousand: amounts that add up to nothing are told as such. */
    smallMoney: (value: number | undefined) => (isNegligible(value) ? negligibleMoney() : money(value, false)),
    /** Money of one row with all three digits, zeros too, so that the digits of a column line up. */
    moneyInColumn: (value: number | undefined) => (isNegligible(value) ? negligibleMoney() : money(value, true)),
    /** A share in [0, 1] with as many decimals as it needs, at most three. */
    share(value: number | undefined): string {
      if (!known(value)) return unknown;
      const digits = [0, 1, 2].find((d) => Math.abs(value * 100 - Number((value * 100).toFixed(d))) < 1e-7) ?? 3;
      return percents[digits]!.format(value);
    },
    /** A measured share: one decimal always, so that columns line up. */
    measured: (value: number | undefined) => (known(value) ? fixedPercents.format(value) : unknown),
    /** A percentage of a bar: whole, but never 0 or 100 where some remain. */
    portion(value: number | undefined): string {
      if (!known(value)) return unknown;
      if (value > 0 && value < 0.01) return `<${percents[0]!.format(0.01)}`;
      if (value < 1 && value > 0.99) return `>${percents[0]!.format(0.99)}`;
      return percents[0]!.format(value);
    },
    /** Day and time of a moment in ISO 8601, where the reader is; the year only where it is another one. */
    time(iso: string): string {
      const moment = new Date(iso);
      const day = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
      const isThisYear = moment.getFullYear() === new Date().getFullYear();
      return moment.toLocaleString(locale, isThisYear ? day : { ...day, year: 'numeric' });
    },
    factor: (value: number | undefined) =>
      known(value) ? `${(value >= 20 ? whole : oneDecimal).format(value)}×` : unknown,
    rate: (value: number | undefined) => (known(value) ? (value >= 10 ? whole : twoDigits).format(value) : unknown),
    /** The two largest units that matter. */
    duration(ms: number | undefined): string {
      if (!known(ms)) return unknown;
      const seconds = Math.max(0, Math.round(ms / 1000));
      const [s, min, hours, d] = [
        seconds % 60,
        Math.floor(seconds / 60) % 60,
        Math.floor(seconds / 3600) % 24,
        Math.floor(seconds / 86400),
      ];
      if (d > 0) return `${units.d.format(d)} ${units.h.format(hours)}`;
      if (hours > 0) return `${units.h.format(hours)} ${units.min.format(min)}`;
      if (min > 0)
        return min >= 10 || s === 0 ? units.min.format(min) : `${units.min.format(min)} ${units.s.format(s)}`;
      return units.s.format(s);
    },
  };
}
