import { registerHandle } from "../../core/wire/index.ts"
import { runStages } from "./run-stages.ts"
import type { Jobs } from "./stage.ts"

/** What workers run stages by. It travels by its name, so that a program that was bundled finds the library's own there. */
export class TileRunner {
  /** `runStages` of this thread. */
  readonly run: (jobs: Jobs) => Promise<void> = runStages
}

export const tileRunner: TileRunner = new TileRunner()

registerHandle<TileRunner>("heddle.array.tiles", TileRunner, {
  encode: () => null,
  decode: () => tileRunner,
  // A worker that gets its first one loads this.
  home: "array/tile/index",
})
