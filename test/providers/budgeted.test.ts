// What is reserved before an attempt, and what stays reserved of one that broke off: the parts of the cap that no server's bill shows.
import assert from 'node:assert/strict';
import { type Budget, createBudget, type Reservation } from '../../src/engine/money/budget';
import type { ReservationLog } from '../../src/engine/drive/reservationLog';
import type { Model } from '../../src/engine/model';
import { type AskRequest, ProviderError, type Provider, type Reply } from '../../src/engine/provider';
import { budgeted, type BudgetedOptions, maxRequestCostUsd } from '../../src/providers/budgeted';
import { cacheKey } from '../../src/providers/cached';
import { leastOutputLimit } from '../../src/providers/outputBound';
import { never, testModel, testRequest } from '../support/requests';

const withLimit = (maxOutputTokens: number) =>
  testRequest('row', { model: testModel('m', { settings: { maxOutputTokens } }) });

describe('what an attempt may cost', () => {
  it('is never less than the smallest output limit that a service accepts', () => {
    const least = maxRequestCostUsd(withLimit(leastOutputLimit))!;
    for (const limit of [1, 5, leastOutputLimit - 1]) assert.equal(maxRequestCostUsd(withLimit(limit)), least);
    assert.ok(maxRequestCostUsd(withLimit(leastOutputLimit + 1))! > least);
  });
});

describe('an attempt that broke off', () => {
  const failing = (error: () => Error, onAsk: () => void = () => undefined): Provider => ({
    name: 'failing',
    ask: () => {
      onAsk();
      return Promise.reject(error());
    },
  });
  const billed = () => new ProviderError('network', 'the answer was cut', { isRetryable: true, mayBeBilled: true });
  const maxUsd = maxRequestCostUsd(testRequest())!;

  it('counts against the cap where it may have been billed, also of a provider whose aborted asks are found again', async () => {
    for (const isRecoverable of [false, true]) {
      const budget = createBudget(1);
      await assert.rejects(budgeted(failing(billed), { budget, isRecoverable }).ask(testRequest(), never));
      assert.equal(budget.state().possiblyBilledUsd, maxUsd, `isRecoverable: ${String(isRecoverable)}`);
    }
  });

  it('does not where it was aborted and is found again on resuming', async () => {
    for (const isRecoverable of [false, true]) {
      const budget = createBudget(1);
      const controller = new AbortController();
      const provider = failing(
        () => new Error('stopped'),
        () => {
          controller.abort();
        },
      );
      await assert.rejects(budgeted(provider, { budget, isRecoverable }).ask(testRequest(), controller.signal));
      assert.equal(budget.state().possiblyBilledUsd, isRecoverable ? 0 : maxUsd);
      assert.equal(budget.state().reservedUsd, 0);
    }
  });
});

describe('the money of an attempt', () => {
  const reply = { text: 'spam', usage: { inputTokens: 100, outputTokens: 10 }, finish: { unified: 'stop' } } as const;
  /** At 2 and 8 dollars a million. */
  const usd = (100 * 2 + 10 * 8) / 1e6;
  const maxUsd = maxRequestCostUsd(testRequest())!;
  const error = (kind: ProviderError['kind'], details: Partial<ProviderError['details']> = {}) =>
    new ProviderError(kind, kind, { isRetryable: true, ...details });

  type Setup = Partial<Omit<BudgetedOptions, 'budget' | 'reservations'>> & {
    readonly capUsd?: number;
    readonly mostRequests?: number;
    readonly isLogged?: boolean;
    readonly earlier?: { readonly id: number; readonly usd: number };
    readonly ask?: Provider['ask'];
    readonly askNow?: Provider['askNow'];
    readonly onTake?: () => void;
    readonly onOpen?: () => void;
    readonly onReserve?: () => void;
  };

  /** A budget, a log and a provider that write down what is done with them. */
  function start({
    capUsd,
    mostRequests,
    isLogged = false,
    earlier,
    ask,
    askNow,
    onTake,
    onOpen,
    onReserve,
    ...options
  }: Setup = {}) {
    const done: string[] = [];
    const round = (value: number) => String(Number(value.toPrecision(8)));
    const reservationOf = (most: number): Reservation => ({
      maxUsd: most,
      settle: (actual) => done.push(`settle ${round(actual)}`),
      release: () => done.push('release'),
      keep: (expires) => done.push(`keep ${String(expires)}`),
    });
    const budget = {
      requests: {
        most: mostRequests,
        take: () => {
          done.push('take');
          onTake?.();
        },
        giveBack: () => done.push('give back'),
      },
      reserve: (most: number) => {
        done.push(`reserve ${round(most)}`);
        onReserve?.();
        return Promise.resolve(reservationOf(most));
      },
      reserveNow: (most: number) => {
        done.push(`reserve now ${round(most)}`);
        return reservationOf(most);
      },
      takeOver: (most: number, model: string) => {
        done.push(`take over ${round(most)} of ${model}`);
        return reservationOf(most);
      },
      state: () => ({ ...(capUsd !== undefined && { capUsd }), spentUsd: 0, possiblyBilledUsd: 0, reservedUsd: 0 }),
    } as unknown as Budget;
    let next = 7;
    const log: ReservationLog = {
      open: (model, most, key) => {
        done.push(`open ${model} ${round(most)}${key === undefined ? '' : ' with a key'}`);
        onOpen?.();
        return Promise.resolve(next++);
      },
      release: (id, isUnsent) =>
        done.push(`log release ${String(id)}${isUnsent === undefined ? '' : ` ${String(isUnsent)}`}`),
      lose: (_, id, lost, expires) => done.push(`log lose ${String(id)} ${round(lost)} ${String(expires)}`),
      paid: (_, id, paid) => done.push(`log paid ${String(id)} ${round(paid!)}`),
      takeOver: (key) => (key === cacheKey(testRequest(), 'inner') ? earlier : undefined),
    };
    const sent: AskRequest[] = [];
    const inner: Provider = {
      name: 'inner',
      ask: (request, signal) => {
        done.push('send');
        sent.push(request);
        return ask ? ask(request, signal) : Promise.resolve<Reply>(reply);
      },
      ...(askNow && { askNow }),
    };
    const provider = budgeted(inner, { budget, ...(isLogged && { reservations: log }), ...options });
    return { provider, done, sent };
  }
  const max = String(Number(maxUsd.toPrecision(8)));
  const asked = (changes: Partial<AskRequest> = {}) => testRequest(undefined, changes);
  const free: Model = testModel('free', { price: { type: 'token', inputPerMillion: 0, outputPerMillion: 0 } });
  const unpriced: Model = testModel('unpriced', { price: { type: 'unknown' } });
  const cpu: Model = testModel('cpu', { price: { type: 'cpu', usdPerCpuSecond: 2, nominalSecondsPerRow: 0.5 } });

  it('is reserved, taken and settled, in this order', async () => {
    const { provider, done, sent } = start();
    const request = asked();
    assert.deepEqual(await provider.ask(request, never), reply);
    assert.deepEqual(done, [`reserve ${max}`, 'take', 'send', `settle ${String(usd)}`]);
    assert.equal(sent[0], request);
    assert.equal(provider.name, 'inner');
    assert.ok(!('windowOf' in provider) && !('askNow' in provider));
  });

  it('is written down before anything is sent, and its number goes with the request', async () => {
    const { provider, done, sent } = start({ isLogged: true });
    assert.deepEqual(await provider.ask(asked(), never), { ...reply, reservation: 7 });
    assert.deepEqual(done, [`reserve ${max}`, 'take', `open test-model ${max}`, 'send', `settle ${String(usd)}`]);
    assert.deepEqual(sent[0]!.reserved, { id: 7, isEarlier: false });
  });

  it('is not written down where it is none, unless requests are counted', async () => {
    const { provider, done, sent } = start({ isLogged: true });
    await provider.ask(asked({ model: free }), never);
    assert.deepEqual(done.splice(0), ['reserve 0', 'take', 'send', 'settle 0']);
    assert.ok(!('beforeResend' in sent[0]!));
    const counted = start({ isLogged: true, mostRequests: 5 });
    await counted.provider.ask(asked({ model: free }), never);
    assert.deepEqual(counted.done, ['reserve 0', 'take', 'open free 0', 'send', 'settle 0']);
  });

  it('of a computed answer is neither a request nor written down', async () => {
    const { provider, done } = start({
      isLogged: true,
      mostRequests: 5,
      ask: () => Promise.resolve({ ...reply, usage: { cpuSeconds: 3 } }),
    });
    await provider.ask(asked({ model: cpu }), never);
    assert.deepEqual(done.slice(1), ['send', 'settle 6']);
  });

  it('of an unknown price is counted as a request, and refused under a cap', async () => {
    const none = start();
    assert.deepEqual(await none.provider.ask(asked({ model: unpriced }), never), reply);
    assert.deepEqual(none.done, ['take', 'send']);
    const counted = start({ mostRequests: 5 });
    await counted.provider.ask(asked({ model: unpriced }), never);
    assert.deepEqual(counted.done, ['reserve 0', 'take', 'send', 'keep false']);
    assert.ok('beforeResend' in counted.sent[0]!);
    const capped = start({ capUsd: 1 });
    await assert.rejects(
      capped.provider.ask(asked({ model: unpriced }), never),
      (thrown: ProviderError) => thrown.kind === 'unknown-price' && !thrown.details.isRetryable,
    );
    assert.deepEqual(capped.done, []);
  });

  it('stays reserved where the reply does not tell its tokens', async () => {
    const { provider, done } = start({ ask: () => Promise.resolve({ ...reply, usage: {} }) });
    await provider.ask(asked(), never);
    assert.equal(done.at(-1), 'keep false');
  });

  it('is given back where requests have run out, the run pauses, or the log cannot be written', async () => {
    const full = new Error('full');
    const fail = () => {
      throw full;
    };
    const capped = start({ onTake: fail });
    await assert.rejects(capped.provider.ask(asked(), never), full);
    assert.deepEqual(capped.done, [`reserve ${max}`, 'take', 'release']);
    const broken = start({ isLogged: true, onOpen: fail });
    await assert.rejects(broken.provider.ask(asked(), never), full);
    assert.deepEqual(broken.done.slice(2), [`open test-model ${max}`, 'release', 'give back']);
    const paused = start();
    await assert.rejects(paused.provider.ask(asked({ pauseSignal: AbortSignal.abort(full) }), never), full);
    assert.deepEqual(paused.done, [`reserve ${max}`, 'release']);
    const unpricedOnes = start({ onTake: fail });
    await assert.rejects(unpricedOnes.provider.ask(asked({ model: unpriced }), never), full);
    const going = start();
    await going.provider.ask(asked({ pauseSignal: never }), never);
    assert.equal(going.done.at(-1), `settle ${String(usd)}`);
  });

  it('is given back where the ask was given up meanwhile, unless an earlier session has sent it', async () => {
    const reason = new Error('enough');
    for (const [isLogged, earlier, rest] of [
      [false, undefined, ['release', 'give back']],
      [true, undefined, ['release', 'give back', 'log release 7 true']],
      [true, { id: 3, usd: 0.5 }, ['release', 'log release 3 false']],
    ] as const) {
      const { provider, done } = start({ isLogged, isRecoverable: true, ...(earlier && { earlier }) });
      await assert.rejects(provider.ask(asked(), AbortSignal.abort(reason)), reason);
      assert.deepEqual(done.slice(-rest.length), rest);
      assert.ok(!done.includes('send'));
    }
  });

  const billedUsd = { inputTokens: 50, outputTokens: 0 };
  const ends: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['a refusal', error('bad-request'), ['release', 'log release 7']],
    ['a hang', error('timeout', { mayBeBilled: true }), ['keep false', `log lose 7 ${max} false`]],
    ['a cut body', error('network', { mayBeBilled: true }), ['keep true', `log lose 7 ${max} true`]],
    ['an error of no provider', new TypeError('x'), ['keep true', `log lose 7 ${max} true`]],
    ['a stated bill', error('server', { mayBeBilled: true, paid: billedUsd }), ['settle 0.0001', 'log paid 7 0.0001']],
    [
      'a bill that says nothing',
      error('server', { mayBeBilled: true, paid: {} }),
      ['keep true', `log lose 7 ${max} true`],
    ],
    ['a bill that says nothing of a refusal', error('server', { paid: {} }), ['release', 'log release 7']],
  ];
  for (const [what, thrown, rest] of ends)
    it(`is accounted after ${what}`, async () => {
      const ask = () => Promise.reject(thrown as Error);
      const logged = start({ isLogged: true, ask });
      await assert.rejects(logged.provider.ask(asked(), never), (caught) => caught === thrown);
      assert.deepEqual(logged.done.slice(4), rest);
      const forgotten = start({ ask });
      await assert.rejects(forgotten.provider.ask(asked(), never));
      assert.deepEqual(forgotten.done.slice(3), rest.slice(0, 1));
    });

  it('of a batch stays open in the log where it is found again, and only there', async () => {
    const controller = new AbortController();
    const abort = (thrown: Error) => () => {
      controller.abort();
      return Promise.reject(thrown);
    };
    const cases: readonly (readonly [Setup, AbortSignal, readonly string[]])[] = [
      [{ ask: () => Promise.reject(error('server', { isStillOut: true, mayBeBilled: true })) }, never, ['release']],
      [
        { ask: () => Promise.reject(error('server', { mayBeBilled: true })) },
        never,
        ['keep true', `log lose 7 ${max} true`],
      ],
      [{ ask: abort(new Error('enough')) }, new AbortController().signal, ['keep true', `log lose 7 ${max} true`]],
    ];
    for (const [setup, signal, rest] of cases) {
      const { provider, done } = start({ isLogged: true, isRecoverable: true, ...setup });
      await assert.rejects(provider.ask(asked(), signal));
      assert.deepEqual(done.slice(4), rest);
    }
    for (const [thrown, rest] of [
      [new Error('enough'), ['release']],
      [error('server', { mayBeBilled: true }), ['release']],
      [error('timeout', { mayBeBilled: true }), ['keep false', `log lose 7 ${max} false`]],
      [error('network', { mayBeBilled: false }), ['release', 'log release 7']],
    ] as const) {
      const given = new AbortController();
      const { provider, done } = start({
        ...{ isLogged: true, isRecoverable: true },
        ask: () => {
          given.abort();
          return Promise.reject(thrown);
        },
      });
      await assert.rejects(provider.ask(asked(), given.signal));
      assert.deepEqual(done.slice(4), rest);
    }
    const live = start({
      isLogged: true,
      ask: () => Promise.reject(error('server', { isStillOut: true, mayBeBilled: true })),
    });
    await assert.rejects(live.provider.ask(asked(), never));
    assert.deepEqual(live.done.slice(4), ['keep true', `log lose 7 ${max} true`]);
  });

  it('of an earlier session is taken over, once the request is the same', async () => {
    const earlier = { id: 3, usd: 0.5 };
    const { provider, done, sent } = start({ isLogged: true, isRecoverable: true, earlier });
    assert.equal((await provider.ask(asked(), never)).reservation, 3);
    assert.deepEqual(done, ['take over 0.5 of test-model', 'send', `settle ${String(usd)}`]);
    assert.deepEqual(sent[0]!.reserved, { id: 3, isEarlier: true });
    await provider.ask(testRequest('another'), never);
    assert.match(done[5]!, /^open .* with a key$/);
    const live = start({ isLogged: true, earlier });
    await live.provider.ask(asked(), never);
    assert.equal(live.done[0], `reserve ${max}`);
  });

  it('of a request that is sent again counts one more', async () => {
    const resend = async (request: AskRequest) => {
      await request.beforeResend!();
      return reply;
    };
    const logged = start({ isLogged: true, mostRequests: 5, ask: resend });
    await logged.provider.ask(asked(), never);
    assert.deepEqual(logged.done.slice(4, -1), ['take', 'open test-model 0', 'log release 8']);
    const uncounted = start({ isLogged: true, ask: resend });
    await uncounted.provider.ask(asked(), never);
    assert.deepEqual(uncounted.done.slice(4, -1), ['take']);
    const unlogged = start({ mostRequests: 5, ask: resend });
    await unlogged.provider.ask(asked(), never);
    assert.deepEqual(unlogged.done.slice(3, -1), ['take']);
  });

  it('is reserved as much higher as a reply was billed above its price, or beyond its maximum', async () => {
    const reserved = async (...usages: readonly Reply['usage'][]) => {
      let at = 0;
      const { provider, done } = start({ ask: () => Promise.resolve({ ...reply, usage: usages[at++] ?? {} }) });
      for (let i = 0; i <= usages.length; i++) await provider.ask(asked(), never);
      return done.filter((line) => line.startsWith('reserve')).map((line) => Number(line.split(' ')[1]) / Number(max));
    };
    const near = (actual: readonly number[], wanted: readonly number[]) => {
      assert.deepEqual(
        actual.map((value) => Number(value.toFixed(4))),
        wanted,
      );
    };
    const counts = { inputTokens: 100, outputTokens: 10 };
    near(await reserved(counts), [1, 1]);
    near(await reserved({ ...counts, statedUsd: usd / 2 }), [1, 1]);
    near(await reserved({ ...counts, statedUsd: 3 * usd }, { ...counts, statedUsd: 2 * usd }), [1, 3, 3]);
    near(await reserved({ statedUsd: 2 * maxUsd }), [1, 2]);
    // Beyond what was reserved, which was higher by what was known before.
    near(await reserved({ statedUsd: 2 * maxUsd }, { statedUsd: 3 * maxUsd }), [1, 2, 3]);
    // A model's surcharge is its own.
    const other = start({ ask: () => Promise.resolve({ ...reply, usage: { statedUsd: 2 * maxUsd } }) });
    await other.provider.ask(asked({ model: testModel('other') }), never);
    await other.provider.ask(asked(), never);
    assert.equal(
      other.done.findLast((line) => line.startsWith('reserve')),
      `reserve ${max}`,
    );
    const gratis = start({ ask: () => Promise.resolve({ ...reply, usage: { ...counts, statedUsd: 1 } }) });
    for (let i = 0; i < 2; i++) await gratis.provider.ask(asked({ model: free }), never);
    assert.equal(
      gratis.done.findLast((line) => line.startsWith('reserve')),
      'reserve 0',
    );
  });

  it('is billed as who answered', async () => {
    const { provider, done } = start({
      billReply: (model, given) =>
        Promise.resolve({ ...given, usage: { ...given.usage, statedUsd: model.id === 'test-model' ? 1 : 2 } }),
    });
    assert.equal((await provider.ask(asked(), never)).usage.statedUsd, 1);
    assert.equal(done.at(-1), 'settle 1');
    assert.equal((await provider.ask(asked({ model: unpriced }), never)).usage.statedUsd, 2);
  });

  describe('under a cap', () => {
    /** Replies that come when a test says so. */
    const held = (setup: Setup = {}) => {
      const ends: (() => void)[] = [];
      const fails: (() => void)[] = [];
      const made = start({
        capUsd: 1,
        ask: () =>
          new Promise((resolve, reject) => {
            ends.push(() => {
              resolve(reply);
            });
            fails.push(() => {
              reject(error('bad-request'));
            });
          }),
        ...setup,
      });
      return { ...made, ends, fails };
    };
    const turns = async () => {
      for (let i = 0; i < 30; i++) await Promise.resolve();
    };

    it('the first reply of a model comes alone, and others of it wait', async () => {
      const { provider, sent, ends } = held();
      const asks = [1, 2, 3].map((row) => provider.ask(testRequest(String(row)), never));
      const other = provider.ask(testRequest('4', { model: testModel('other') }), never);
      await turns();
      assert.deepEqual(
        sent.map(({ content }) => content),
        ['1', '4'],
      );
      ends[0]!();
      await turns();
      assert.equal(sent.length, 4);
      for (const end of ends) end();
      await Promise.all([...asks, other]);
      const later = [provider.ask(testRequest('5'), never), provider.ask(testRequest('6'), never)];
      await turns();
      assert.equal(sent.length, 6);
      for (const end of ends) end();
      await Promise.all(later);
    });

    it('the next one goes alone where the first has failed', async () => {
      const { provider, sent, ends, fails } = held();
      const [first, ...others] = [1, 2, 3].map((row) => provider.ask(testRequest(String(row)), never));
      await turns();
      fails[0]!();
      await assert.rejects(first!);
      await turns();
      assert.equal(sent.length, 2);
      ends[1]!();
      await turns();
      assert.equal(sent.length, 3);
      ends[2]!();
      await Promise.all(others);
    });

    it('who waits can give up', async () => {
      const { provider, sent, ends } = held();
      const controller = new AbortController();
      const first = provider.ask(testRequest('1'), never);
      const second = provider.ask(testRequest('2'), controller.signal);
      await turns();
      const reason = new Error('enough');
      controller.abort(reason);
      await assert.rejects(second, reason);
      ends[0]!();
      await first;
      assert.equal(sent.length, 1);
    });

    for (const [what, setup, model] of [
      ['without a cap', { capUsd: undefined }, undefined],
      ['in batches', { isRecoverable: true }, undefined],
      ['where it is not wanted', { isFirstAlone: false }, undefined],
      ['computed here', {}, cpu],
    ] as const)
      it(`they come together ${what}`, async () => {
        const { provider, sent, ends } = held(setup as Setup);
        const asks = [1, 2].map((row) => provider.ask(testRequest(String(row), model ? { model } : {}), never));
        await turns();
        assert.equal(sent.length, 2);
        for (const end of ends) end();
        await Promise.all(asks);
      });
  });

  it('of an answer without waiting is reserved, settled or given back', () => {
    const computed = { ...reply, usage: { cpuSeconds: 0.25 } };
    const { provider, done } = start({
      askNow: ({ content }) => (content === 'ready' ? computed : content === 'untold' ? reply : undefined),
    });
    const now = (content: string, model = cpu) => provider.askNow!(testRequest(content, { model }));
    assert.equal(now('ready'), computed);
    const [, reserved] = /^reserve now (.*)$/.exec(done[0]!)!;
    assert.deepEqual(done.splice(0), [`reserve now ${reserved!}`, 'settle 0.5']);
    assert.equal(now('not ready'), undefined);
    assert.deepEqual(done.splice(0), [`reserve now ${reserved!}`, 'release']);
    assert.equal(now('untold'), reply);
    assert.deepEqual(done.splice(0), [`reserve now ${reserved!}`, `settle ${reserved!}`]);
    assert.equal(now('ready', testModel()), undefined);
    assert.deepEqual(done, []);
  });

  it('is told by the window of the provider inside', () => {
    const inner: Provider = {
      name: 'inner',
      ask: () => assert.fail(),
      windowOf: ({ id }) => (id === 'test-model' ? 9 : undefined),
    };
    const provider = budgeted(inner, { budget: createBudget() });
    assert.equal(provider.windowOf!(testModel()), 9);
    assert.equal(provider.windowOf!(testModel('other')), undefined);
  });

  it('is unknown where the price is, and counts no tokens of computed answers', () => {
    assert.equal(maxRequestCostUsd(asked({ model: unpriced })), undefined);
    assert.equal(
      maxRequestCostUsd(asked({ model: cpu })),
      maxRequestCostUsd(testRequest('x'.repeat(9999), { model: cpu })),
    );
  });
});
