import { registerHandle } from "../../core/wire/index.ts"
import { runTiles } from "./run-tiles.ts"
import type { Job } from "./stage.ts"

/** What workers run stages by. It travels by its name, so that a program that was bundled finds the library's own there. */
export class TileRunner {
  /** `runTiles` of this thread. */
  readonly run: (job: Job) => Promise<void> = runTiles
}

export const tileRunner: TileRunner = new TileRunner()

registerHandle<TileRunner>("heddle.array.tiles", TileRunner, {
  encode: () => null,
  decode: () => tileRunner,
  // A worker that gets its first one loads this.
  home: "array/tile/index",
})
