/**
 * What kernels know by identity, as they know `Math.random`: a number from 0 to below 1, 52 bits. Outside of kernels it is of a
 * stream that belongs to the thread, of the same generator (emit/random.ts) on int32.
 */
export function draw(): number {
  if (!isBegun) begin(bitsOfChance(), bitsOfChance())
  const [low, high, secondLow, secondHigh] = words as unknown as [number, number, number, number]
  const sumLow = low + secondLow
  const carry = (low >>> 0) + (secondLow >>> 0) >= 2 ** 32 ? 1 : 0
  const sumHigh = high + secondHigh + carry
  const bothLow = low ^ secondLow
  const bothHigh = high ^ secondHigh
  // The first turned by 24, both, and both shifted by 16.
  words[0] = ((low << 24) | (high >>> 8)) ^ bothLow ^ (bothLow << 16)
  words[1] = ((high << 24) | (low >>> 8)) ^ bothHigh ^ ((bothHigh << 16) | (bothLow >>> 16))
  // Both turned by 37.
  words[2] = (bothHigh << 5) | (bothLow >>> 27)
  words[3] = (bothLow << 5) | (bothHigh >>> 27)
  return ((sumHigh >>> 0) * 2 ** 20 + (sumLow >>> 12)) * 2 ** -52
}

/** Two numbers of 64 bits, low words first. */
const words = new Int32Array(4)
let isBegun = false

/** The thread's stream begins with two numbers of 64 bits, not both 0. */
export function begin(first: bigint, second: bigint): void {
  const longs = [first, second]
  for (const [i, long] of longs.entries()) {
    words[2 * i] = Number(BigInt.asIntN(32, long))
    words[2 * i + 1] = Number(BigInt.asIntN(32, long >> 32n))
  }
  isBegun = true
}

function bitsOfChance(): bigint {
  return (BigInt(Math.floor(Math.random() * 2 ** 32)) << 32n) | BigInt(Math.floor(Math.random() * 2 ** 32))
}
