// Measures the CPU seconds of one answer after the other. Reading the process's CPU time costs more than scoring a row with a lexicon (5 us on
// a quiet machine, far more on a busy one), so where answers are that quick few are measured and the others are charged the moving mean.

export type CpuMeter = {
  start(): void;
  /** CPU seconds of the answer begun last. */
  stop(): number;
};

const quickSeconds = 2e-4;
const measuredOneIn = 128;
const smoothing = 1 / 8;
/** The first answers run uncompiled: all are measured, and the mean follows them closely, so that they do not weigh on later ones. */
const warmUpAnswers = 64;
const warmUpSmoothing = 1 / 4;

export function makeCpuMeter(cpuSeconds: () => number): CpuMeter {
  let mean: number | undefined;
  let answers = 0;
  let begun: number | undefined;
  return {
    start: () => {
      const isQuick = answers >= warmUpAnswers && mean !== undefined && mean < quickSeconds;
      begun = !isQuick || answers % measuredOneIn === 0 ? cpuSeconds() : undefined;
      answers++;
    },
    stop: () => {
      if (begun === undefined) return mean!;
      const spent = Math.max(0, cpuSeconds() - begun);
      mean =
        mean === undefined ? spent : mean + (answers <= warmUpAnswers ? warmUpSmoothing : smoothing) * (spent - mean);
      return spent;
    },
  };
}
