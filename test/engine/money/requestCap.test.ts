import assert from 'node:assert/strict';
import { createRequestCap } from '../../../src/engine/money/requestCap';
import { ProviderError } from '../../../src/engine/provider';

const refused = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ProviderError);
  assert.equal(error.kind, 'requests');
  assert.equal(error.details.isRetryable, false, 'a cap does not go away by waiting');
  assert.match(error.message, message);
  return true;
};

describe('a cap of requests', () => {
  it('lets so many go and no more, those of earlier sessions counted', () => {
    const cap = createRequestCap(1200, 1198);
    assert.deepEqual([cap.most, cap.sent], [1200, 1198]);
    cap.take();
    cap.take();
    assert.equal(cap.sent, 1200);
    const toRefuse = /^The cap of 1,200 requests is reached: 1,200 requests sent\. .* raise the cap to go on\.$/;
    assert.throws(() => {
      cap.take();
    }, refused(toRefuse));
    assert.equal(cap.sent, 1200, 'what is refused is not counted');
  });

  it('has room again for what was not sent after all', () => {
    const cap = createRequestCap(1);
    cap.take();
    assert.throws(
      () => {
        cap.take();
      },
      refused(/^The cap of 1 request is reached: 1 request sent\./),
    );
    cap.giveBack();
    assert.equal(cap.sent, 0);
    cap.take();
    assert.equal(cap.sent, 1);
  });

  it('counts without a cap, too', () => {
    const cap = createRequestCap();
    for (let n = 0; n < 3; n++) cap.take();
    assert.deepEqual([cap.most, cap.sent], [undefined, 3]);
  });
});
