export type Place = "argument encode" | "argument decode" | "run" | "result encode" | "result decode"
export type Harm = "throw" | "exit" | "crash" | "spin" | "unsendable"

const reduce = Symbol.for("heddle.reduce")

/** Does what it was told to, where it was told to: it is taken apart and rebuilt at each crossing. */
export class Seed {
  readonly place: Place
  readonly harm: Harm
  constructor(place: Place, harm: Harm) {
    this.place = place
    this.harm = harm
  }

  [reduce](): unknown[] {
    if (this.place === "argument encode") return [sow, harmful(this.harm), this.harm]
    return [sow, this.place, this.harm]
  }

  /** What the task does with it. */
  grow(into: typeof Grain): unknown {
    if (this.place === "run") return this.harm === "crash" ? harmful(this.harm) : [harmful(this.harm)]
    if (this.place === "result encode" || this.place === "result decode") return new Crop(this.place, this.harm, into)
    return "grown"
  }
}

/** Rebuilds a seed, in the worker. */
export function sow(place: Place, harm: Harm): Seed {
  if (place === "argument decode") harmful(harm)
  return new Seed(place, harm)
}

/** What the task returns. */
export class Crop {
  readonly place: Place
  readonly harm: Harm
  readonly into: typeof Grain
  constructor(place: Place, harm: Harm, into: typeof Grain) {
    this.place = place
    this.harm = harm
    this.into = into
  }

  [reduce](): unknown[] {
    if (this.place === "result encode") return [this.into, harmful(this.harm), this.harm]
    return [this.into, this.place, this.harm]
  }
}

/** What becomes of a crop, in the caller's thread. */
export class Grain {
  readonly place: Place
  constructor(place: Place, harm: Harm) {
    this.place = place
    if (place === "result decode") harmful(harm)
  }
}

function harmful(harm: Harm): unknown {
  switch (harm) {
    case "throw":
      throw new Error("harm")
    case "exit":
      return process.exit(9)
    case "crash":
      // Nobody can catch it.
      process.nextTick(() => {
        throw new Error("crash")
      })
      return new Promise(() => {})
    case "spin":
      for (;;);
    default:
      return Promise.resolve("a promise cannot be sent")
  }
}
