import type { Provider } from '../../engine/provider';
export function createEmbeddedProvider(): Provider { throw new Error('x'); }
