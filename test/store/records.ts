// Random journal records for properties.
import fc from 'fast-check';
import type { JournalRecord } from '../../src/engine/journal';

/** As JSON.parse makes them. */
const plain = { noNullPrototype: true } as const;
const amount = fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\n', '"', '\u2028', '\ud800', 'ja,"'),
);

/** Leaves undefined fields out, as exactOptionalPropertyTypes wants them. */
function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

const answerRecord = fc
  .record(
    {
      type: fc.constantFrom('answer', 'answer', 'repeat'),
      model: anyText,
      row: fc.nat(),
      status: fc.constantFrom('valid', 'invalid', 'failed'),
      key: maybe(anyText),
      text: maybe(anyText),
      sameText: fc.boolean(),
      costUsd: maybe(amount),
      confidence: maybe(amount),
      billedUsd: maybe(amount),
      usage: fc.record(
        {
          inputTokens: maybe(fc.nat()),
          cachedInputTokens: maybe(fc.nat()),
          cacheWriteTokens: maybe(fc.nat()),
          outputTokens: maybe(fc.nat()),
          reasoningTokens: maybe(fc.nat()),
          cpuSeconds: maybe(amount),
        },
        plain,
      ),
      modelVersion: maybe(anyText),
      isCached: fc.constantFrom(true, undefined),
      settles: maybe(fc.array(fc.nat(), { minLength: 1, maxLength: 3 })),
    },
    plain,
  )
  .map(({ status, key, text, sameText, costUsd, confidence, usage, ...rest }) =>
    definedOnly({
      ...rest,
      answer: definedOnly({ status, key, text: sameText ? key : text, costUsd, confidence }),
      usage: definedOnly(usage),
    }),
  );

const reservationRecord = fc
  .record(
    { type: fc.constant('reservation'), model: anyText, id: fc.nat(), usd: amount, request: maybe(anyText) },
    plain,
  )
  .map(definedOnly);

const unreadRecord = fc
  .record(
    {
      type: fc.constant('unread'),
      model: anyText,
      billedUsd: maybe(amount),
      usage: fc.record({ inputTokens: fc.nat() }, plain),
      settles: maybe(fc.array(fc.nat(), { minLength: 1, maxLength: 3 })),
    },
    plain,
  )
  .map(definedOnly);

export const anyRecord = fc.oneof(
  { weight: 5, arbitrary: answerRecord },
  fc.record(
    {
      type: fc.constant('failure'),
      model: anyText,
      row: fc.nat(),
      kind: fc.constantFrom('server', 'timeout', 'content-filter'),
      message: anyText,
    },
    plain,
  ),
  fc
    .record(
      { type: fc.constant('lost-attempt'), model: anyText, reservedUsd: amount, reservation: maybe(fc.nat()) },
      plain,
    )
    .map(definedOnly),
  reservationRecord,
  fc.record({ type: fc.constant('release'), reservation: fc.nat() }, plain),
  fc.record({ type: fc.constant('release'), reservation: fc.nat(), isUnsent: fc.constant(true) }, plain),
  unreadRecord,
  fc.record(
    {
      type: fc.constant('event'),
      event: fc.record({ type: fc.constant('noted'), message: anyText }, plain),
    },
    plain,
  ),
) as fc.Arbitrary<JournalRecord>;
