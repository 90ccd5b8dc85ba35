// Screenshots of one size as a moving picture: a GIF whose frames hold only what changed, so that a run of a minute stays small. One palette for all
// frames, of the colours that they have most of: what does not change keeps its colour to the bit.
import { GIFEncoder } from 'gifenc';
import { choosePalette, nearest, readColours } from './palettePng';

export type Frame = { readonly png: Buffer; readonly shownMs: number };

/** Of 256 colours one stands for "as before". */
const same = 255;

/** @throws {Error} where there is no frame, or one has another size. */
export function animatedGif(frames: readonly Frame[]): Buffer {
  const read = frames.map(({ png, shownMs }) => ({ ...readColours(png), shownMs }));
  const [first] = read;
  if (first === undefined) throw new Error('there is no frame');
  const { width, height } = first;
  const counts = new Map<number, number>();
  for (const { colours } of read) for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const chosen = choosePalette(counts).slice(0, same);
  const indexOf = new Map([...counts.keys()].map((colour) => [colour, nearest(chosen, colour)]));
  const palette = [...chosen, ...Array<number>(same + 1 - chosen.length).fill(0)].map((colour) => [
    colour >> 16,
    (colour >> 8) & 255,
    colour & 255,
  ]);
  const gif = GIFEncoder();
  let before: Uint8Array | undefined;
  for (const { colours, shownMs, ...size } of read) {
    if (size.width !== width || size.height !== height)
      throw new Error(`a frame is not ${String(width)} x ${String(height)}`);
    const now = Uint8Array.from(colours, (colour) => indexOf.get(colour)!);
    const shown = before;
    const changed = now.map((index, pixel) => (shown?.[pixel] === index ? same : index));
    if (changed.every((index) => index === same)) continue;
    gif.writeFrame(changed, width, height, {
      ...{ palette, delay: shownMs, dispose: 1 },
      ...(shown && { transparent: true, transparentIndex: same }),
    });
    before = now;
  }
  gif.finish();
  return Buffer.from(gif.bytes());
}
