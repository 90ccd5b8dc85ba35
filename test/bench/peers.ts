// The measured peers' table and what is made of it: who took part, how far ahead of the better peer, and how much of the possible savings was captured.
import type { ExperimentReport } from '../../src/cli/experiment';

export type Peer = {
  /** The best savings of a peer, and what perfect knowledge could save. */
  readonly better: number;
  readonly limit: number;
};
/** Who takes part in a folder. */
export type Lineup = { readonly reference: string; readonly candidates: readonly string[] };
export type PeerTable = {
  /** By `dataset delta`. */
  readonly lines: ReadonlyMap<string, Peer>;
  /** By dataset: the reference, and every candidate that a peer had there. */
  readonly lineups: ReadonlyMap<string, Lineup>;
};
export type Line = {
  readonly report: ExperimentReport;
  readonly peer?: Peer;
  /** Savings of the certified oracle. */
  readonly oracle?: number;
};

/** Lines on which hardly anything can be saved say nothing about a method. */
const worthwhile = 1.2;

/** @throws {RangeError} where two lines of a dataset name different references. */
export function readPeers(csv: string): PeerTable {
  const lines = new Map<string, Peer>();
  const lineups = new Map<string, { reference: string; candidates: string[] }>();
  for (const line of csv.split(/\r?\n/).slice(1)) {
    const [dataset, , reference, candidates, delta, method, savings] = line.split(',');
    if (savings === undefined) continue;
    const key = `${dataset!} ${String(Number(delta))}`;
    const { better, limit } = lines.get(key) ?? { better: 0, limit: NaN };
    lines.set(
      key,
      method === 'limit' ? { better, limit: Number(savings) } : { better: Math.max(better, Number(savings)), limit },
    );
    // A limit's candidates say where perfect knowledge would go, nothing of who took part.
    if (method === 'limit') continue;
    const lineup = lineups.get(dataset!) ?? { reference: reference!, candidates: [] };
    if (lineup.reference !== reference)
      throw new RangeError(`${dataset!}: peers were measured against ${lineup.reference} and against ${reference!}.`);
    for (const id of candidates!.split(';'))
      if (id !== '' && !lineup.candidates.includes(id)) lineup.candidates.push(id);
    lineups.set(dataset!, lineup);
  }
  return { lines, lineups: new Map([...lineups].filter(([, { candidates }]) => candidates.length > 0)) };
}

export function summarise(lines: readonly Line[]): string {
  const runs = lines.flatMap(({ report }) => report.runs);
  const broken = runs.filter((run) => !run.ok).length;
  const forecast = runs.filter((run) => run.forecast && run.cost !== undefined);
  const within = forecast.filter(({ cost, forecast }) => cost! >= forecast!.low && cost! <= forecast!.high).length;
  const dearest = Math.max(...runs.map((run) => 1 / (run.savings ?? NaN)));
  const dearer = runs.filter((run) => 1 / (run.savings ?? NaN) > 1.01).length;
  const texts = [
    `certified: ${String(broken)} of ${String(runs.length)} runs broke the promise; the cost was within the forecast's range in ${String(within)} of ${String(forecast.length)} runs`,
    `${String(dearer)} of ${String(runs.length)} runs cost more than 1.01 times the reference alone, the dearest ${dearest.toFixed(3)} times`,
  ];
  const worth = lines.filter(({ peer }) => peer && peer.limit >= worthwhile);
  if (worth.length > 0) {
    const saved = total(worth, ({ report }) => Math.log(savingsOf(report)));
    const ahead = saved - total(worth, ({ peer }) => Math.log(peer!.better));
    texts.push(
      `${String(worth.length)} lines with a limit of at least ${String(worthwhile)}: ${Math.exp(ahead / worth.length).toFixed(3)} times the better peer's savings (geometric mean), captured ${(saved / total(worth, ({ peer }) => Math.log(peer!.limit))).toFixed(3)} of the possible log-savings`,
    );
  }
  const beside = lines.filter(({ oracle }) => oracle !== undefined);
  if (beside.length > 0) {
    const behind = total(beside, ({ report, oracle }) => Math.log(savingsOf(report) / oracle!));
    texts.push(
      `${String(beside.length)} lines: ${Math.exp(behind / beside.length).toFixed(3)} of the certified oracle's savings (geometric mean)`,
    );
  }
  const failing = lines.flatMap(({ report, peer }) => {
    const faults = faultsOf(report, peer);
    return faults.length > 0 ? [`${report.dataset} ${(1 - report.accuracy).toFixed(2)}: ${faults.join(', ')}`] : [];
  });
  texts.push(failing.length > 0 ? `lines below the bar: ${failing.join('; ')}` : 'no line below the bar');
  return texts.join('\n');
}

/** A line's bar: this share of the better peer's savings, and of what the reference alone costs. */
const leastOfPeer = 0.95;
const leastSavings = 0.99;

/** What a line falls short in: savings, or broken promises beyond three standard errors of what the confidence lets fail. */
export function faultsOf(
  report: Pick<ExperimentReport, 'mean' | 'violations' | 'runs' | 'confidence'>,
  peer?: Peer,
): string[] {
  const { savings = NaN } = report.mean;
  const { length } = report.runs;
  const alpha = 1 - report.confidence;
  const most = alpha * length + 3 * Math.sqrt(alpha * (1 - alpha) * length);
  return [
    ...(peer && savings < leastOfPeer * peer.better
      ? [`${(savings / peer.better).toFixed(2)} of the better peer`]
      : []),
    ...(savings < leastSavings ? [`savings of ${savings.toFixed(3)}`] : []),
    ...(report.violations > most ? [`${String(report.violations)} of ${String(length)} promises broken`] : []),
  ];
}

const savingsOf = (report: ExperimentReport) => report.mean.savings ?? NaN;

function total(lines: readonly Line[], of: (line: Line) => number): number {
  return lines.reduce((sum, line) => sum + of(line), 0);
}
