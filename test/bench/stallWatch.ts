// Watches how long the process's event loop is kept from its next turn, and in which stage of the work.

/** By the clock and of the process's processor time, in milliseconds. */
type Stall = { readonly stage: string; readonly wallMs: number; readonly cpuMs: number };

export type StallWatch = {
  /** What comes from now on belongs to this stage. */
  readonly enter: (stage: string) => void;
  /** Prints what was seen since the last time, and forgets it. */
  readonly tell: (title: string) => void;
  /** What was seen since the last time, which is forgotten: the longest, and how many were over 100 ms. */
  readonly read: () => Longest;
  readonly end: () => void;
};

/** By the clock and of the processor, each by its own longest. */
export type Longest = {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly over100: { readonly wall: number; readonly cpu: number };
};

const everyMs = 5;
/** Stalls that nobody notices are counted no further. */
const leastMs = 20;

export function watchStalls(): StallWatch {
  let stage = '';
  let stalls: Stall[] = [];
  let beganMs = performance.now();
  let lastMs = beganMs;
  let lastCpu = process.cpuUsage();
  let latest = '';
  const look = () => {
    const nowMs = performance.now();
    const cpu = process.cpuUsage();
    const wallMs = nowMs - lastMs - everyMs;
    if (wallMs > leastMs)
      stalls.push({
        stage: latest === stage ? stage : `${latest} to ${stage}`,
        wallMs,
        cpuMs: (cpu.user + cpu.system - lastCpu.user - lastCpu.system) / 1000,
      });
    latest = stage;
    lastMs = nowMs;
    lastCpu = cpu;
  };
  const timer = setInterval(look, everyMs);
  const longestBy = (by: 'wallMs' | 'cpuMs') => Math.max(0, ...stalls.map((stall) => stall[by]));
  const over = (by: 'wallMs' | 'cpuMs', ms: number) => stalls.filter((stall) => stall[by] > ms).length;
  const forget = () => {
    stalls = [];
    beganMs = performance.now();
    lastMs = beganMs;
  };
  return {
    enter: (next) => {
      stage = next;
    },
    tell: (title) => {
      look();
      const nowMs = performance.now();
      const longest = stalls.toSorted((a, b) => b.cpuMs - a.cpuMs);
      console.log(
        `${title}: ${((nowMs - beganMs) / 1000).toFixed(1)} s; longest stall ${longestBy('wallMs').toFixed(0)} ms by the clock, ${longestBy('cpuMs').toFixed(0)} ms of the processor; over 100 ms: ${String(over('wallMs', 100))} and ${String(over('cpuMs', 100))}, over 50 ms: ${String(over('wallMs', 50))} and ${String(over('cpuMs', 50))}`,
      );
      for (const { stage, wallMs, cpuMs } of longest.slice(0, 8))
        console.log(`  ${wallMs.toFixed(0).padStart(5)} ms (${cpuMs.toFixed(0)} ms of the processor) ${stage}`);
      forget();
    },
    read: () => {
      look();
      const seen = {
        wallMs: longestBy('wallMs'),
        cpuMs: longestBy('cpuMs'),
        over100: { wall: over('wallMs', 100), cpu: over('cpuMs', 100) },
      };
      forget();
      return seen;
    },
    end: () => {
      clearInterval(timer);
    },
  };
}
