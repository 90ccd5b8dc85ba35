// Values with one thing in them made into another kind, each in turn: whoever checks shapes must notice every one of them.

export type Spoilt = {
  /** Where: `job.models.0.price`. */
  readonly path: string;
  readonly value: unknown;
};

/** One value for each leaf, list and object of the sample, in which that one is a thing of another kind. */
export function spoilt(sample: unknown): Spoilt[] {
  const here = { path: '', value: another(sample) };
  if (typeof sample !== 'object' || sample === null) return [here];
  const copyWith = (key: string, inner: unknown) => {
    if (!Array.isArray(sample)) return { ...sample, [key]: inner };
    return (sample as unknown[]).map((item, at) => (String(at) === key ? inner : item));
  };
  const within = Object.entries(sample).flatMap(([key, inner]) =>
    spoilt(inner).map(({ path, value }) => ({
      path: path === '' ? key : `${key}.${path}`,
      value: copyWith(key, value),
    })),
  );
  return [here, ...within];
}

/** Of a kind that stands for nothing else: a list of a list where a list or a figure belongs, a number where a text does. */
const another = (value: unknown): unknown => (typeof value === 'string' ? -1.5 : [[true]]);
