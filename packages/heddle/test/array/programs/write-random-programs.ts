import { writeFileSync } from "node:fs"
import { ProgramMaker } from "../random-programs.ts"

/*
 * Writes the programs of fixtures/random-programs.json without results, which random-programs.py adds:
 * node -C @heddle/source write-random-programs.ts && python3 random-programs.py > made.json
 */
const episodes = Array.from({ length: 160 }, (_, i) => {
  const maker = new ProgramMaker(i + 1, 60)
  const program = maker.program(4 + (i % 9))
  return { seed: i + 1, isExact: maker.isExact, program }
})
writeFileSync(new URL("../fixtures/random-programs.json", import.meta.url), JSON.stringify(episodes))
