// V8's quick collections at will: what one of them clears away no full collection has to. Works under every Node, without a flag at its start.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (how: { readonly type: 'minor' }) => void;

/** Everything that is reached by nothing and has not grown old yet is gone afterwards. */
async function collectYoung(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await nextTurn();
    collect({ type: 'minor' });
  }
}

const pieces = 500;
/** 32 KB each. */
const numbersEach = 4000;

/**
 * How many of 500 large objects are still there when something has had and left each of them and only quick collections were made: told by the heap, for a
 * WeakRef keeps what it looks at until a full one.
 * @param use of one object, which is alive till the end of it; eight of them are under way at a time
 */
export async function outliving(use: (payload: object) => Promise<void>): Promise<number> {
  let begun = 0;
  const useSome = async (most: number) => {
    while (begun < most) {
      if (begun++ % 25 === 0) await collectYoung();
      await use(Array.from({ length: numbersEach }, (_, at) => at));
    }
  };
  const useAll = (most: number) => Promise.all(Array.from({ length: 8 }, () => useSome(most)));
  // Whatever lives longer than a request grows old first.
  await useAll(50);
  await collectYoung();
  const before = process.memoryUsage().heapUsed;
  begun = 0;
  await useAll(pieces);
  await collectYoung();
  return Math.round((process.memoryUsage().heapUsed - before) / (8 * numbersEach));
}
