/**
 * A radix sort from the lowest digit on, of numbers of one sign: their bits are then in the order of their magnitudes.
 * Digits have 11, 11 and 10 bits of each half of a number; one that all numbers share costs no pass, so that integers and
 * float32 in a Float64Array take fewer of them. It is stable.
 */

/** Fewer are sorted by comparing: the counters of all digits would cost more. */
export const worthRadix = 1500

const digits = 6
const slots = 2048
const shifts = [0, 11, 22, 0, 11, 22]
const counters = new Uint32Array(digits * slots)

/**
 * Sorts `keys[from, to)`, with `order` beside them where it is given. `isNegative`: from the greatest magnitude on.
 * Neither NaN nor -0 may be among them. Both lists must begin their buffers.
 */
export function radixSort(
  keys: Float64Array<ArrayBuffer>,
  order: Int32Array<ArrayBuffer> | undefined,
  from: number,
  to: number,
  isNegative: boolean,
): void {
  const length = to - from
  if (length < 2) return
  const words = new Uint32Array(keys.buffer, from * 8, length * 2)
  countDigits(words, isNegative)
  let source = keys.subarray(from, to)
  let target = new Float64Array(length)
  let sourceOrder = order?.subarray(from, to)
  let targetOrder = order && new Int32Array(length)
  for (let digit = 0; digit < digits; digit++) {
    const counts = counters.subarray(digit * slots, (digit + 1) * slots)
    const half = digit < 3 ? 0 : 1
    const bits = new Uint32Array(source.buffer, source.byteOffset, length * 2)
    const flip = isNegative ? 0xffffffff : 0
    if (counts[((bits[half]! ^ flip) >>> shifts[digit]!) & (slots - 1)] === length) continue
    toOffsets(counts)
    if (sourceOrder && targetOrder) {
      movePairs(source, bits, target, sourceOrder, targetOrder, counts, half, shifts[digit]!, flip)
      ;[sourceOrder, targetOrder] = [targetOrder, sourceOrder]
    } else move(source, bits, target, counts, half, shifts[digit]!, flip)
    ;[source, target] = [target, source]
  }
  if (source.buffer === keys.buffer) return
  target.set(source)
  if (sourceOrder && targetOrder) targetOrder.set(sourceOrder)
}

function countDigits(words: Uint32Array, isNegative: boolean): void {
  counters.fill(0)
  const flip = isNegative ? 0xffffffff : 0
  for (let i = 0; i < words.length; i += 2) {
    const low = words[i]! ^ flip
    const high = words[i + 1]! ^ flip
    counters[low & 2047]!++
    counters[slots + ((low >>> 11) & 2047)]!++
    counters[2 * slots + (low >>> 22)]!++
    counters[3 * slots + (high & 2047)]!++
    counters[4 * slots + ((high >>> 11) & 2047)]!++
    counters[5 * slots + (high >>> 22)]!++
  }
}

function toOffsets(counts: Uint32Array): void {
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!
    counts[i] = sum
    sum += count
  }
}

function move(
  source: Float64Array,
  bits: Uint32Array,
  target: Float64Array,
  at: Uint32Array,
  half: number,
  shift: number,
  flip: number,
): void {
  for (let i = 0; i < source.length; i++) {
    const digit = ((bits[2 * i + half]! ^ flip) >>> shift) & 2047
    target[at[digit]!++] = source[i]!
  }
}

function movePairs(
  source: Float64Array,
  bits: Uint32Array,
  target: Float64Array,
  sourceOrder: Int32Array,
  targetOrder: Int32Array,
  at: Uint32Array,
  half: number,
  shift: number,
  flip: number,
): void {
  for (let i = 0; i < source.length; i++) {
    const digit = ((bits[2 * i + half]! ^ flip) >>> shift) & 2047
    const to = at[digit]!++
    target[to] = source[i]!
    targetOrder[to] = sourceOrder[i]!
  }
}
