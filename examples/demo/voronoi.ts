/** Points, and for each the pixels that are nearest to it: how many, and the sum of their darkness. */
export interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly area: Float64Array
  readonly weight: Float64Array
}

/**
 * Spreads points over a picture so that each stands for about as much darkness as any other. The same picture gives
 * the same points, bit by bit, in any thread: the random start has a fixed seed.
 */
export function settle(darkness: Float32Array, width: number, height: number, count: number, rounds: number): Points {
  const points = scatter(darkness, width, height, count)
  for (let round = 0; round < rounds; round++) moveToCentres(points, darkness, width, height)
  return points
}

/** Random points, denser where it is dark. */
function scatter(darkness: Float32Array, width: number, height: number, count: number): Points {
  const [x, y, area, weight] = Array.from({ length: 4 }, () => new Float64Array(count)) as Columns
  const random = mulberry32(1)
  for (let i = 0; i < count;) {
    const px = random() * width
    const py = random() * height
    if (random() > darkness[Math.floor(py) * width + Math.floor(px)]!) continue
    x[i] = px
    y[i++] = py
  }
  return { x, y, area, weight }
}

type Columns = [Float64Array, Float64Array, Float64Array, Float64Array]

/** One round of Lloyd's method. */
function moveToCentres({ x, y, area, weight }: Points, darkness: Float32Array, width: number, height: number): void {
  const count = x.length
  const grid = buckets(x, y, width, height)
  const sumX = new Float64Array(count)
  const sumY = new Float64Array(count)
  weight.fill(0)
  area.fill(0)
  for (let row = 0; row < height; row++) {
    // The owner of the pixel to the left is a good first guess: only what is nearer needs to be looked at.
    let owner = 0
    for (let column = 0; column < width; column++) {
      const px = column + 0.5
      const py = row + 0.5
      owner = nearest(grid, x, y, px, py, owner)
      const dark = darkness[row * width + column]! + 0.001
      sumX[owner]! += dark * px
      sumY[owner]! += dark * py
      weight[owner]! += dark
      area[owner]! += 1
    }
  }
  for (let i = 0; i < count; i++) {
    if (weight[i] === 0) continue
    x[i] = sumX[i]! / weight[i]!
    y[i] = sumY[i]! / weight[i]!
  }
}

/** The points by the square of the picture that they lie in: those of square s are `items[start[s]]` up to `items[start[s + 1]]`. */
interface Grid {
  readonly side: number
  readonly columns: number
  readonly rows: number
  readonly start: Int32Array
  readonly items: Int32Array
}

function buckets(x: Float64Array, y: Float64Array, width: number, height: number): Grid {
  const side = 8
  const columns = Math.ceil(width / side)
  const rows = Math.ceil(height / side)
  const start = new Int32Array(columns * rows + 1)
  const square = Int32Array.from(x, (px, i) => Math.floor(y[i]! / side) * columns + Math.floor(px / side))
  for (const s of square) start[s + 1]!++
  for (let s = 0; s < columns * rows; s++) start[s + 1]! += start[s]!
  const next = start.slice()
  const items = new Int32Array(x.length)
  for (let i = 0; i < x.length; i++) items[next[square[i]!]!++] = i
  return { side, columns, rows, start, items }
}

/** The point that is nearest to (px, py); of equally near ones, the first that is found. */
function nearest(grid: Grid, x: Float64Array, y: Float64Array, px: number, py: number, guess: number): number {
  const { side, columns, rows, start, items } = grid
  let best = guess
  let bound = (x[guess]! - px) ** 2 + (y[guess]! - py) ** 2
  const reach = Math.sqrt(bound)
  const top = Math.max(0, Math.floor((py - reach) / side))
  const bottom = Math.min(rows - 1, Math.floor((py + reach) / side))
  const left = Math.max(0, Math.floor((px - reach) / side))
  const right = Math.min(columns - 1, Math.floor((px + reach) / side))
  for (let row = top; row <= bottom; row++) {
    const end = start[row * columns + right + 1]!
    for (let k = start[row * columns + left]!; k < end; k++) {
      const i = items[k]!
      const distance = (x[i]! - px) ** 2 + (y[i]! - py) ** 2
      if (distance < bound) {
        bound = distance
        best = i
      }
    }
  }
  return best
}

/** Random numbers in [0, 1) from a seed (Tommy Ettinger's mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
