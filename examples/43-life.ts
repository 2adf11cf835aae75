/**
 * Conway's Game of Life. Five cells, the R-pentomino, go on for 1103 generations and send six gliders away.
 *
 *   node 43-life.ts 560            on 560 times 560 cells; writes life.png
 */
import assert from "node:assert/strict"
import { float64, jit, prange } from "heddle/jit"
import { gradient } from "./picture/palette.ts"
import { enlarged, paint, save } from "./picture/save.ts"

/**
 * The next generation, and for each cell the number of the last one in which it lived. Cells are float64, of which a vector
 * holds them as they are.
 */
const generation = jit(function generation(
  now: Float64Array,
  next: Float64Array,
  last: Float64Array,
  size: number,
  number: number,
) {
  for (const row of prange(1, size - 1)) {
    for (let column = 1; column < size - 1; column++) {
      const at = row * size + column
      const above = now[at - size - 1]! + now[at - size]! + now[at - size + 1]!
      const below = now[at + size - 1]! + now[at + size]! + now[at + size + 1]!
      const neighbours = above + now[at - 1]! + now[at + 1]! + below
      const lives = neighbours === 3 || (neighbours === 2 && now[at] === 1)
      next[at] = lives ? 1 : 0
      last[at] = lives ? number : last[at]!
    }
  }
})

const count = jit(function count(cells: Float64Array) {
  let alive = 0
  for (const i of prange(cells)) alive += cells[i]!
  return alive
})

/** A square of cells that begins with a pattern in its middle, so many generations later. */
function life(size: number, pattern: readonly string[], generations: number) {
  let [now, next] = [float64(size * size), float64(size * size)]
  const last = float64(size * size)
  const middle = Math.floor(size / 2)
  for (const [i, line] of pattern.entries()) {
    for (let j = 0; j < line.length; j++) now[(middle + i) * size + middle + j] = line[j] === "#" ? 1 : 0
  }
  for (let number = 1; number <= generations; number++) {
    generation(now, next, last, size, number)
    ;[now, next] = [next, now]
  }
  return { now, last }
}

// Every four generations a glider has moved by one cell, down and to the right.
const glider = [".#.", "..#", "###"]
assert.deepEqual(life(48, glider, 40).now, life(48, ["", ...glider.map((line) => `.${line}`)], 36).now)

const size = Number(process.argv[2] ?? 560)
const { now, last } = life(size, [".##", "##.", ".#."], 1103)
console.log(`${count(now)} cells live in generation 1103`)
// As many as is known, where there is room for the gliders.
if (size >= 560) assert.equal(count(now), 116)
console.log(generation.explain())

// The part around the middle, three pixels a cell: the lighter, the later there was life.
const [width, height] = [240, 160]
const shown = Array.from({ length: width * height }, (_, i) => {
  const [row, column] = [Math.floor(i / width) - height / 2, (i % width) - width / 2 + 20]
  return last[Math.floor(size / 2 + row) * size + Math.floor(size / 2 + column)] ?? 0
})
const colour = gradient("#1d1147", "#51127c", "#b63679", "#fb8861", "#fcfdbf")
const colours = paint(shown, width, (last) =>
  last === 0 ? [8, 6, 20] : last === 1103 ? [255, 255, 255] : colour(last / 1103),
)
save("life.png", enlarged(colours, 3))
