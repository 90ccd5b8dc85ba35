import type { Model } from '../../engine/model';
export const embeddedLadder: readonly Model[] = [];
