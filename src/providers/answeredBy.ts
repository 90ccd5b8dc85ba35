// A gateway may let another model answer than was asked, when the asked one is down or by its own rules, and bills what answered. The reply names it;
// where that model's list price is higher, the reply is billed so.
import { costOf } from '../engine/money/cost';
import type { Model } from '../engine/model';
import type { ProviderNotice } from '../engine/events';
import type { Provider, Reply, Usage } from '../engine/provider';
import { bareName } from './modelTraits';
import type { ListPrice, ListPrices } from './priceTable';

/** List prices that differ by less are two entries of one price. */
const leastFactor = 1.05;

/** @param listPrices loaded when a reply first names a model that was not asked for by that name */
export function billedByAnswering(
  inner: Provider,
  listPrices: () => Promise<ListPrices>,
  notify: ((notice: ProviderNotice) => void) | undefined,
): Provider {
  const told = new Set<string>();

  async function billed(model: Model, reply: Reply): Promise<Reply> {
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
      const message = `${inner.name} let ${answering} answer in place of ${asked}, at ${factor.toFixed(1)} times its list price; it is billed so.`;
      notify?.({ type: 'noted', message });
    }
    return { ...reply, usage: { ...usage, statedUsd: usd * factor } };
  }

  return {
    ...inner,
    ask: async (request, signal) => billed(request.model, await inner.ask(request, signal)),
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
