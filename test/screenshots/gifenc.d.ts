// The part of gifenc that animation.ts uses; the package brings no types.
declare module 'gifenc' {
  type Palette = number[][];
  type FrameOptions = {
    readonly palette: Palette;
    /** Milliseconds. */
    readonly delay: number;
    /** 1: the frame stays under the next one. */
    readonly dispose: number;
    readonly transparent?: boolean;
    readonly transparentIndex?: number;
  };
  export function GIFEncoder(): {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  };
}
