import { createRequire } from "node:module"
import path from "node:path"
import { OptionError, ownModule } from "../../core/errors/index.ts"

/** As much of the package @resvg/resvg-js as is used here. */
interface Resvg {
  readonly Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } }
}

/** The package is looked for beside this library, then in the program's folder. */
const places: readonly string[] = [ownModule, path.resolve("index.js")]

/**
 * Gives what makes PNGs of SVGs: the package @resvg/resvg-js.
 *
 * @throws OptionError where it cannot be loaded
 */
export function pngMaker(file: string, from: readonly string[] = places): (svg: string) => Uint8Array {
  let cause: unknown
  for (const place of from) {
    try {
      const { Resvg } = createRequire(place)("@resvg/resvg-js") as Resvg
      // As sharp as on a screen with many pixels.
      return (svg) => new Resvg(svg, { fitTo: { mode: "zoom", value: 2 } }).render().asPng()
    } catch (error) {
      cause = error
    }
  }
  throw new OptionError("file", "a .svg, .csv or .json: for a .png the package @resvg/resvg-js is missing", file, {
    cause,
    hint: "npm install @resvg/resvg-js",
  })
}
