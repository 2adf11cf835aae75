import { bufferOf } from "../../core/heap/index.ts"
import { arrayOf } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"

/**
 * The elements as another type, always in an array of its own. As NumPy casts: a fraction is cut off, an integer that is too
 * large wraps, NaN and infinities become 0 where integers are asked for, and whatever is not 0 is true.
 */
export function cast(elements: Elements, from: DType, to: DType): Elements {
  const made = arrayOf(to, elements.length)
  if (to === "bool" && from !== "bool") {
    const zero = from === "int64" ? 0n : 0
    for (let i = 0; i < made.length; i++) made[i] = elements[i] === zero ? 0 : 1
  } else if (from === to) made.set(elements as never)
  else if (to === "int64") toInt64(elements as Float64Array, made)
  else if (from === "int64") fromInt64(elements, made as Float64Array, to)
  else made.set(elements as never)
  return made
}

const high = 2 ** 32
const isLittle = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
const [low, top] = isLittle ? [0, 1] : [1, 0]

/** By halves: a bigint for each element would cost ten times as much. */
function toInt64(elements: Float64Array, made: Elements): void {
  const halves = new Int32Array(made.buffer)
  for (let i = 0; i < elements.length; i++) {
    const whole = Math.trunc(elements[i]!)
    halves[2 * i + low] = whole
    halves[2 * i + top] = Math.floor(whole / high)
  }
}

function fromInt64(elements: Elements, made: Float64Array, to: DType): void {
  const halves = new Int32Array(bufferOf(elements), elements.byteOffset, elements.length * 2)
  if (to === "float64" || to === "float32") {
    for (let i = 0; i < made.length; i++) made[i] = halves[2 * i + top]! * high + (halves[2 * i + low]! >>> 0)
  } else for (let i = 0; i < made.length; i++) made[i] = halves[2 * i + low]!
}
