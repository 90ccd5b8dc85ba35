// Money, prices and other figures as people read them. Unknown money is the word `unknown`, never $0. English, the same on every machine.
import type { Price } from '../model';

/** `$12.35`, `$0.412`, `$0.0000123`: cents from a dollar up, three digits that count below. Undefined or NaN: `unknown`. */
export function formatUsd(usd: number | undefined): string {
  if (usd === undefined || Number.isNaN(usd)) return 'unknown';
  if (usd < 0) return `-${formatUsd(-usd)}`;
  if (usd === 0) return '$0';
  if (usd >= 0.9995) return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  const text = usd.toFixed(usdDecimals(usd)).replace(/0+$/, '');
  const decimals = text.length - text.indexOf('.') - 1;
  return `$${decimals < 2 ? usd.toFixed(2) : text}`;
}

/** Most decimals that an amount is shown with, in every language; zeros at the end are left off, but for two decimals. */
export function usdDecimals(usd: number): number {
  const size = Math.abs(usd);
  return size === 0 || size >= 0.9995 ? 2 : Math.min(20, 2 - Math.floor(Math.log10(size)));
}

/** What a model charges, in words. */
export function formatPrice(price: Price): string {
  switch (price.type) {
    case 'token': {
      const cached =
        price.cachedInputPerMillion === undefined ? '' : `, ${formatUsd(price.cachedInputPerMillion)} cached input`;
      return `${formatUsd(price.inputPerMillion)} in, ${formatUsd(price.outputPerMillion)} out${cached} per million tokens`;
    }
    case 'cpu':
      return `${formatUsd(price.usdPerCpuSecond)} per CPU second`;
    case 'answer': {
      const each = price.perAnswerUsd === undefined ? [] : [`${formatUsd(price.perAnswerUsd)} per label`];
      const most = price.limit === undefined ? [] : [`${countOf(price.limit, 'label')} at most`];
      return [...each, ...most].join(', ') || 'a person';
    }
    case 'unknown':
      return 'unknown';
  }
}

/** `2,982`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `1 row`, `2,982 rows`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share in [0, 1] as `95%` or `99.95%`: up to two decimals, never rounded up to 100%. */
export function formatPercent(share: number | undefined, decimals = 2): string {
  if (share === undefined || Number.isNaN(share)) return 'unknown';
  const scale = 10 ** (decimals + 2);
  // A confidence of 0.99999 must not read as certainty.
  const rounded =
    share < 1 && Math.round(share * scale) === scale ? Math.floor(share * scale) : Math.round(share * scale);
  return `${(rounded / (scale / 100)).toLocaleString('en-US', { maximumFractionDigits: decimals })}%`;
}

/** `0.42 s`, `12.3 s`, `4 min 5 s`, `2 h 3 min`. */
export function formatSeconds(seconds: number | undefined): string {
  if (seconds === undefined || Number.isNaN(seconds)) return 'unknown';
  if (seconds < 59.95)
    return `${Number(seconds.toPrecision(seconds < 10 ? 2 : 3)).toLocaleString('en-US', { maximumFractionDigits: 6 })} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
  return `${formatCount(Math.floor(whole / 3600))} h ${String(Math.floor((whole % 3600) / 60))} min`;
}
