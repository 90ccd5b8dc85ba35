// Seeded randomness. Every random decision of the engine takes a Random made here from the run's seed; nothing uses Math.random.
// sfc32 (Doty-Humphrey, PractRand, public domain) seeded by splitmix32, with 12 rounds of warm-up as its author advises.

export type Random = {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
};

/** A generator that depends on the seed and the purpose only, so that adding a consumer does not shift the others. */
export function makeRandom(seed: number, purpose = ''): Random {
  let state = (seed ^ hash(purpose)) >>> 0;
  const splitmix = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  // Two words of the seed enter, so that seeds beyond 2^32 differ as well.
  let a = splitmix();
  let b = splitmix() ^ Math.floor(seed / 2 ** 32);
  let c = splitmix();
  let counter = 1;
  const word = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) word();
  return {
    next: () => word() / 2 ** 32,
    below: (bound) => Math.floor((word() / 2 ** 32) * bound),
  };
}

/** Shuffles in place (Fisher-Yates) and returns the same array. */
export function shuffle<T extends Int32Array | number[]>(items: T, random: Random): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = items[i]!;
    items[i] = items[j]!;
    items[j] = held;
  }
  return items;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
