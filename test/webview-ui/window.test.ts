import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maxScrollPx, scrollTopFor, windowOf } from '../../webview-ui/grid/window';

const viewports = fc.record({
  height: fc.integer({ min: 28, max: 2000 }),
  rowHeight: fc.constant(28),
  total: fc.integer({ min: 1, max: 3_000_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});
const place = ({
  height,
  rowHeight,
  total,
  share,
}: {
  height: number;
  rowHeight: number;
  total: number;
  share: number;
}) => {
  const space = Math.min(total * rowHeight, maxScrollPx);
  return { height, rowHeight, total, scrollTop: Math.max(0, share * (space - height)) };
};

describe('window of a long list', () => {
  it('draws few rows, and all that are in sight', () => {
    fc.assert(
      fc.property(viewports, (sample) => {
        const viewport = place(sample);
        const { first, end, offsetPx } = windowOf(viewport);
        assert.ok(end - first <= viewport.height / viewport.rowHeight + 15);
        const drawnTop = offsetPx - viewport.scrollTop;
        const drawnBottom = drawnTop + (end - first) * viewport.rowHeight;
        const inSight = Math.min(viewport.height, viewport.total * viewport.rowHeight);
        assert.ok(drawnTop <= 1e-3, `gap of ${String(drawnTop)} above`);
        assert.ok(drawnBottom >= inSight - 1e-3, `gap of ${String(inSight - drawnBottom)} below`);
      }),
    );
  });

  it('brings any row wholly into sight', () => {
    fc.assert(
      fc.property(viewports, fc.double({ min: 0, max: 1, noNaN: true }), (sample, rowShare) => {
        const viewport = place(sample);
        const row = Math.floor(rowShare * (viewport.total - 1));
        const scrollTop = scrollTopFor(row, viewport);
        const { first, offsetPx } = windowOf({ ...viewport, scrollTop });
        const top = offsetPx + (row - first) * viewport.rowHeight - scrollTop;
        assert.ok(top >= -1 && top + viewport.rowHeight <= viewport.height + 1, `row ${String(row)} at ${String(top)}`);
      }),
    );
  });

  it('never asks browsers for a taller space than they lay out exactly', () => {
    assert.equal(windowOf({ scrollTop: 0, height: 400, rowHeight: 28, total: 3_000_000 }).spacePx, maxScrollPx);
  });
});
