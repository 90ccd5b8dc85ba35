// A reply with what the server said about its limits: SDK providers give it, the traffic control reads it.
import type { Reply } from '../engine/provider';
import type { RateLimits } from './rateLimits';

export type LimitedReply = Reply & { readonly rateLimits?: RateLimits };
