// A gateway may let another model answer than was asked, when the asked one is down or by its own rules, and bills what answered. The reply names it;
// where that model's list price is higher, the reply is billed so.
import { costOf } from '../engine/money/cost';
import type { Model } from '../engine/model';
import type { ProviderNotice } from '../engine/events';
import type { Reply, Usage } from '../engine/provider';
import { bareName } from './modelTraits';
import type { ListPrice, ListPrices } from './priceTable';

/** List prices that differ by less are two entries of one price. */
const leastFactor = 1.05;

/** The reply as it is billed. @throws what loading the prices throws */
export type BillReply = (model: Model, reply: Reply) => Promise<Reply>;

/**
 * @param provider its name
 * @param listPrices loaded when a reply first names a model that was not asked for by that name
 */
export function billByAnswering(
  provider: string,
  listPrices: () => Promise<ListPrices>,
  notify: ((notice: ProviderNotice) => void) | undefined,
): BillReply {
  const told = new Set<string>();

  return async (model, reply) => {
    const { modelVersion: answering, usage } = reply;
    const asked = model.pricedAs ?? model.modelId;
    const isMeasured = usage.statedUsd !== undefined || model.price.type !== 'token';
    if (answering === undefined || isMeasured || bareName(answering) === bareName(asked)) return reply;
    const prices = await listPrices();
    const factor = dearer(usage, prices(asked), prices(answering));
    const usd = factor === undefined ? undefined : costOf(usage, model.price);
    if (factor === undefined || !usd) return reply;
    if (!told.has(`${model.id} ${answering}`)) {
      told.add(`${model.id} ${answering}`);
      const message = `${provider} let ${answering} answer in place of ${asked}, at ${factor.toFixed(1)} times its list price; it is billed so.`;
      notify?.({ type: 'noted', message });
    }
    return { ...reply, usage: { ...usage, statedUsd: usd * factor } };
  };
}

/** How many times more the usage costs by the list price of the model that answered; undefined: not more, or one of them is not listed. */
function dearer(usage: Usage, asked: ListPrice | undefined, answering: ListPrice | undefined): number | undefined {
  // A dated version or another name of the same model.
  if (!asked || !answering || asked.id === answering.id) return undefined;
  const [before, after] = [costOf(usage, asked.price), costOf(usage, answering.price)];
  const factor = before !== undefined && after !== undefined && before > 0 ? after / before : 1;
  return factor >= leastFactor ? factor : undefined;
}
