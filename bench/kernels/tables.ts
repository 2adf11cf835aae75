import type { Table } from "../report.ts"
import { bodies } from "./bodies.ts"
import { firstTable } from "./first.ts"
import { forkTable } from "./fork.ts"
import { heat } from "./heat.ts"
import { mandelbrot } from "./mandelbrot.ts"
import { matmul } from "./matmul.ts"
import { multiply } from "./multiply.ts"
import { pi } from "./pi.ts"
import { polynomial } from "./polynomial.ts"
import { raceTable } from "./race.ts"
import { squares } from "./squares.ts"
import { waves } from "./waves.ts"

const races = [squares, multiply, mandelbrot, pi, waves, bodies, polynomial, heat, matmul]

/** The tables of kernels, in the order in which they are read. */
export const kernelTables: Readonly<Record<string, () => Promise<Table>>> = {
  ...Object.fromEntries(races.map((race) => [race.name, () => raceTable(race)])),
  first: firstTable,
  fork: forkTable,
}
