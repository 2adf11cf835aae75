import { loadBeside } from "../../closure/thaw/index.ts"
import type { Watching } from "./watching.ts"
import type * as watchingModule from "./watching.ts"
import type { Channel } from "./channel.ts"

/** Made, and its module loaded, when somebody first listens. Undefined: nobody does. */
export function watching(bits: number, channel: Channel): Watching | undefined {
  if (bits === 0) return undefined
  const module = loadBeside(import.meta.url, "./watching") as typeof watchingModule
  return new module.Watching(bits, channel)
}
