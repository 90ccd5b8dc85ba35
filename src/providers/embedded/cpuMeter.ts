// Measures the CPU seconds of one answer after the other. Reading the process's CPU time costs as much as scoring a row with a lexicon (4 us),
// so where answers are that quick few are measured and the others are charged the median of the latest measurements: now and then a reading
// holds milliseconds of the compiler's or collector's threads, which a mean would charge to a hundred rows.

export type CpuMeter = {
  start(): void;
  /** CPU seconds of the answer begun last. */
  stop(): number;
};

const quickSeconds = 2e-4;
const measuredOneIn = 128;
/** The first answers run uncompiled: each is measured. */
const warmUpAnswers = 64;
const samplesKept = 15;

export function makeCpuMeter(cpuSeconds: () => number): CpuMeter {
  const samples: number[] = [];
  let typical = Infinity;
  let answers = 0;
  let begun: number | undefined;
  /** Least that a reading was seen to cost; taken off each measurement. */
  let readingSeconds = Infinity;
  return {
    start: () => {
      const isQuick = answers >= warmUpAnswers && typical < quickSeconds;
      begun = undefined;
      if (!isQuick || answers % measuredOneIn === 0) {
        const before = cpuSeconds();
        begun = cpuSeconds();
        readingSeconds = Math.min(readingSeconds, begun - before);
      }
      answers++;
    },
    stop: () => {
      if (begun === undefined) return typical;
      const spent = Math.max(0, cpuSeconds() - begun - readingSeconds);
      samples.push(spent);
      if (samples.length > samplesKept) samples.shift();
      typical = samples.toSorted((a, b) => a - b)[samples.length >> 1]!;
      return spent;
    },
  };
}
