// The metadata of Arrow files are flatbuffers, whose JavaScript reader verifies nothing: four damaged bytes may claim a list of a billion fields, which
// apache-arrow then makes. Each element takes a byte at least, so that a list longer than its buffer is damage.
import { ByteBuffer } from 'flatbuffers';
import { ArrowDamage } from './arrowDamage';

let isGuarded = false;

/** Lists in flatbuffers that cannot be there are refused from now on. */
export function guardVectors(): void {
  if (isGuarded) return;
  isGuarded = true;
  const original = Object.getOwnPropertyDescriptor(ByteBuffer.prototype, '__vector_len')!.value as (
    this: ByteBuffer,
    offset: number,
  ) => number;
  ByteBuffer.prototype.__vector_len = function (offset) {
    const length = original.call(this, offset);
    if (length < 0 || length > this.capacity()) throw new ArrowDamage('it is damaged');
    return length;
  };
}
