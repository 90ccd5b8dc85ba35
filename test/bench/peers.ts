// The measured peers' table and what is made of it: how far ahead of the better peer, and how much of the possible savings was captured.
import type { ExperimentReport } from '../../src/cli/experiment';

export type Peer = { readonly better: number; readonly limit: number };
export type Line = { readonly report: ExperimentReport; readonly peer?: Peer };

/** Lines on which hardly anything can be saved say nothing about a method. */
const worthwhile = 1.2;

/** Per `dataset delta` the best savings of a peer and what perfect knowledge could save. */
export function readPeers(csv: string): Map<string, Peer> {
  const peers = new Map<string, Peer>();
  for (const line of csv.split('\n').slice(1)) {
    const [dataset, , , , delta, method, savings] = line.split(',');
    if (savings === undefined) continue;
    const key = `${dataset!} ${String(Number(delta))}`;
    const { better, limit } = peers.get(key) ?? { better: 0, limit: NaN };
    peers.set(
      key,
      method === 'limit' ? { better, limit: Number(savings) } : { better: Math.max(better, Number(savings)), limit },
    );
  }
  return peers;
}

export function summarise(lines: readonly Line[]): string {
  const runs = lines.flatMap(({ report }) => report.runs);
  const broken = runs.filter((run) => !run.ok).length;
  const forecast = runs.filter((run) => run.forecast && run.cost !== undefined);
  const within = forecast.filter(({ cost, forecast }) => cost! >= forecast!.low && cost! <= forecast!.high).length;
  const own = `certified: ${String(broken)} of ${String(runs.length)} runs broke the promise; the cost was within the forecast's range in ${String(within)} of ${String(forecast.length)} runs`;
  let [count, ratio, saved, possible] = [0, 0, 0, 0];
  for (const { report, peer } of lines) {
    if (!peer || !(peer.limit >= worthwhile)) continue;
    const savings = Math.log(report.mean.savings ?? NaN);
    count++;
    ratio += savings - Math.log(peer.better);
    saved += savings;
    possible += Math.log(peer.limit);
  }
  if (count === 0) return own;
  return `${own}\n${String(count)} lines with a limit of at least ${String(worthwhile)}: ${Math.exp(ratio / count).toFixed(3)} times the better peer's savings (geometric mean), captured ${(saved / possible).toFixed(3)} of the possible log-savings`;
}
