import { block, lanes } from "../../ir/index.ts"
import type { Expr, Local, PrangeStmt, Stream } from "../../ir/index.ts"
import type { Body } from "./body.ts"

/** xoroshiro128+, and how a stream of it begins: as emit/random.ts has it. */
export const randomPrelude: string = `
static inline uint64_t heddle_mixed(uint64_t z) {
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}
static inline void heddle_seed(int64_t key, uint64_t number, uint64_t *first, uint64_t *second) {
  const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15), at = (uint64_t)key + 2 * golden * number;
  *first = heddle_mixed(at + golden);
  *second = heddle_mixed(at + 2 * golden);
}
static inline uint64_t heddle_bits(uint64_t *first, uint64_t *second) {
  const uint64_t sum = *first + *second, both = *first ^ *second;
  *first = (*first << 24 | *first >> 40) ^ both ^ both << 16;
  *second = both << 37 | both >> 27;
  return sum;
}
/* 52 bits of 64 as a number from 0 to below 1. */
static inline double heddle_unit(uint64_t *first, uint64_t *second) {
  union heddle_bits unit;
  unit.bits = heddle_bits(first, second) >> 12 | UINT64_C(0x3ff0000000000000);
  return unit.x - 1;
}
`

/** What a stream's two words are called where it is drawn from. */
export type Words = readonly [first: string, second: string]

/** Begins a stream. `number` is a text: which one of the key's it is. */
export function seed(body: Body, key: Local, number: string, [first, second]: Words): void {
  body.line(`heddle_seed(${body.local(key)}, ${number}, &${first}, &${second});`)
}

/** A stream with variables of its own, begun. */
export function ownStream(body: Body, stream: Stream, key: Local, number: string): void {
  const words = streamWords(body)
  body.line(`uint64_t ${words.join(", ")};`)
  seed(body, key, number, words)
  body.streams.set(stream, words)
}

/** The streams of the lanes of a leaf, as lists. `first`: the text of the leaf's first iteration. */
export function laneStreams(body: Body, { random }: PrangeStmt, first: string, lane: string): void {
  if (random === undefined) return
  const lists = streamWords(body)
  body.line(`uint64_t ${lists.map((list) => `${list}[${lanes}]`).join(", ")};`)
  body.line(`for (int64_t ${lane} = 0; ${lane} < ${lanes}; ${lane}++)`)
  const words = lists.map((list) => `${list}[${lane}]`) as unknown as Words
  seed(body, random.key, numberOf(first, lane), words)
  body.streams.set(random.stream, words)
}

/** Which of a key's streams a lane of a leaf has. */
export function numberOf(first: string, lane: string): string {
  return `(uint64_t)(${first}) / ${block / lanes} + (uint64_t)(${lane})`
}

function streamWords(body: Body): Words {
  return [body.fresh("first"), body.fresh("second")]
}

/** The next number of a stream, in a variable: what is drawn first comes first. */
export function drawn(body: Body, { stream, rep }: Extract<Expr, { k: "random" }>): string {
  const words = body.streams
    .get(stream)!
    .map((word) => `&${word}`)
    .join(", ")
  if (rep === "f64") return body.kept("const double", `heddle_unit(${words})`, "drawn")
  return body.kept("const int64_t", `(int64_t)heddle_bits(${words})`, "drawn")
}
