// Asks a batch provider again where an attempt was lost that may have been billed. It stands outside the budget, so that each attempt has its own
// reservation and the lost one stays counted.
import { type Provider, ProviderError, runStoppingKinds } from '../../engine/provider';

/** @param times how often a request is asked again at most */
export function resubmitting(inner: Provider, times = 2): Provider {
  return {
    ...inner,
    async ask(request, signal) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await inner.ask(request, signal);
        } catch (error) {
          if (signal.aborted || !(error instanceof ProviderError) || runStoppingKinds.has(error.kind)) throw error;
          const { isRetryable, mayBeBilled } = error.details;
          if (!isRetryable || !mayBeBilled) throw error;
          if (attempt < times) continue;
          // Batches that are lost again and again are no row's fault, and each may have been paid.
          const kind = error.kind === 'server' ? 'quota' : error.kind;
          throw new ProviderError(kind, error.message, { ...error.details, isRetryable: false });
        }
      }
    },
  };
}
