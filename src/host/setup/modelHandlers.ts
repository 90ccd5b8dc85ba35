// What the form may ask of its ladder: a key, a further model or variant, a price. Each answer is the ladder as it is then.
import { variantId } from '../../app/suggestVariants';
import type { PanelRequests } from '../../protocol';
import type { RequestHandlers } from '../../rpc';
import type { Host } from '../host';
import { addModel, changePrice } from '../models/addModel';
import { setKeyOfProvider } from '../models/apiKeys';
import { idOf } from '../models/hostLadder';
import { addVariant } from '../models/modelSettings';
import type { FormLadder } from './formLadder';

/** @param ofJob models of a job file, beside the user's own. */
export function modelHandlers(
  host: Host,
  { ladder, reload }: Pick<FormLadder, 'ladder' | 'reload'>,
  ofJob: readonly unknown[] = [],
): Pick<RequestHandlers<PanelRequests>, 'setKey' | 'addModel' | 'addVariant' | 'setPrice'> {
  const reloaded = async () => ({ models: await reload() });
  return {
    setKey: async ({ provider }) => {
      await setKeyOfProvider(host, provider);
      return reloaded();
    },
    addModel: async (begun) => {
      const added = await addModel(host, begun);
      return { ...(await reloaded()), added };
    },
    addVariant: async ({ beside, change }) => {
      const model = ladder().models.find(({ id }) => id === beside);
      if (!model) return { ...(await reloaded()), added: [] };
      const own = ofJob.find((entry) => idOf(entry) === beside);
      const of = { provider: model.provider, model: model.pricedAs ?? model.modelId, ...(own as object), id: beside };
      const added = await addVariant(variantId(model, change), change, of);
      return { ...(await reloaded()), added: [added] };
    },
    setPrice: async ({ model }) => {
      await changePrice(model, ofJob);
      return reloaded();
    },
  };
}
