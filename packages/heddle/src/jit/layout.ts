import { OptionError } from "../core/errors/index.ts"

/** A core dimension: a name, whose size the arguments say, or a size. */
export type Dimension = string | number

/** The core dimensions of each argument: `(m,n),(n)->(m)`. */
export interface Layout {
  readonly inputs: readonly (readonly Dimension[])[]
  readonly outputs: readonly (readonly Dimension[])[]
  /** The names, in the order in which they first stand there. */
  readonly names: readonly string[]
}

const dimension = String.raw`\s*(?:[A-Za-z_]\w*|[1-9]\d*)\s*`
const core = String.raw`\s*\((?:\s*|${dimension}(?:,${dimension})*)\)\s*`
const list = `${core}(?:,${core})*`
const whole = new RegExp(`^(${list})->(${list})$`)

/** @throws OptionError where the text is no layout */
export function layoutOf(text: unknown): Layout {
  const [, before, after] = typeof text === "string" ? (whole.exec(text) ?? []) : []
  if (before === undefined || after === undefined) {
    throw new OptionError("layout", 'core dimensions of inputs and outputs, e.g. "(n),(n)->()"', text)
  }
  const [inputs, outputs] = [cores(before), cores(after)]
  const names = new Set([...inputs, ...outputs].flat().filter((one) => typeof one === "string"))
  return { inputs, outputs, names: [...names] }
}

function cores(text: string): Dimension[][] {
  return [...text.matchAll(/\(([^)]*)\)/g)].map(([, inner]) => {
    const parts = inner!.split(",").map((part) => part.trim())
    return parts.filter((part) => part !== "").map((part) => (/^\d/.test(part) ? Number(part) : part))
  })
}

/** What several shapes become together, as in NumPy: from the last dimension on, and a size of 1 goes with any. */
export function broadcast(shapes: readonly { readonly name: string; readonly shape: readonly number[] }[]): number[] {
  const result: number[] = []
  for (const { name, shape } of shapes) {
    for (let back = 1; back <= shape.length; back++) {
      const own = shape.at(-back)!
      const known = result.at(-back)
      if (known === undefined) result.unshift(own)
      else if (known === 1) result[result.length - back] = own
      else if (own !== 1 && own !== known) {
        throw new OptionError(name, `of ${known} cores along that axis, as the arguments before, or of 1`, own)
      }
    }
  }
  return result
}

/** For each place of `loop` in C order, which core of an argument of the shape `own` belongs there. */
export function coresOf(own: readonly number[], loop: readonly number[]): (place: number) => number {
  const count = loop.reduce((size, one) => size * one, 1)
  const ownCount = own.reduce((size, one) => size * one, 1)
  if (ownCount === count) return (place) => place
  if (ownCount === 1) return () => 0
  return (place) => {
    let [core, stride, rest] = [0, 1, place]
    for (let back = 1; back <= own.length; back++) {
      const size = loop.at(-back)!
      if (own.at(-back) !== 1) core += (rest % size) * stride
      stride *= own.at(-back)!
      rest = Math.floor(rest / size)
    }
    return core
  }
}
