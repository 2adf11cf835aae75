/** What emit/random.ts does in WebAssembly, in JavaScript; and the keys of calls. */
const golden = 0x9e3779b97f4a7c15n
const mask = 0xffffffffffffffffn

function mixed(z: bigint): bigint {
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask
  return z ^ (z >> 31n)
}

function turned(x: bigint, by: bigint): bigint {
  return ((x << by) | (x >> (64n - by))) & mask
}

export interface StreamState {
  first: bigint
  second: bigint
}

/** A stream of a key. */
export function stream(key: bigint, number: number): StreamState {
  const at = key + 2n * golden * BigInt(number)
  return { first: mixed((at + golden) & mask), second: mixed((at + 2n * golden) & mask) }
}

/** The next 64 bits. */
export function bits(state: StreamState): bigint {
  const { first, second } = state
  const both = first ^ second
  state.first = turned(first, 24n) ^ both ^ ((both << 16n) & mask)
  state.second = turned(both, 37n)
  return (first + second) & mask
}

const words = new BigUint64Array(1)
const float = new Float64Array(words.buffer)

/** The next number from 0 to below 1. */
export function unit(state: StreamState): number {
  words[0] = (bits(state) >> 12n) | 0x3ff0000000000000n
  return float[0]! - 1
}

let start = BigInt(Math.floor(Math.random() * 2 ** 53))
let calls = 0n

/** The keys of this thread's calls begin anew. */
export function begin(seed: number): void {
  start = mixed(BigInt(seed) & mask)
  calls = 0n
}

/** What the random numbers of a call begin with. */
export function key(): bigint {
  return mixed((start + golden * ++calls) & mask)
}

/** What the numbers of this thread begin with that no kernel draws. */
export function ownStream(): StreamState {
  return stream(mixed(start), 0)
}
