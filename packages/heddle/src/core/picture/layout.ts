/** A box to be placed: its width, and the boxes above it that lead to it. */
export interface Box {
  readonly width: number
  readonly from: readonly number[]
}

/** Where things are. Points are the middles of boxes, and of where a long line passes a layer. */
export interface Layout {
  readonly boxes: readonly Point[]
  readonly lines: readonly { readonly from: number; readonly to: number; readonly by: readonly Point[] }[]
  readonly width: number
  readonly layers: number
}

export interface Point {
  readonly x: number
  readonly layer: number
}

/** Something that has a place in a layer: a box, or a point that a line passes. */
interface Item {
  readonly layer: number
  readonly width: number
  readonly up: Item[]
  readonly down: Item[]
  x: number
}

const gap = 18
/** Lines that pass need less room than boxes. */
const passing = 6
/** Sweeps that put neighbours near each other. More change little; large pictures get fewer. */
const sweeps = 12
/** Points of long lines in all. Where there would be more, lines that pass more than a few layers go straight. */
const mostPoints = 20_000
const fewLayers = 8

/**
 * A layered drawing (Sugiyama, Tagawa and Toda, 1981): each box below all that lead to it, long lines split at every
 * layer, layers ordered by the middles of their neighbours, then moved as near to them as the order allows. `boxes` come
 * in an order in which each follows what leads to it.
 */
export function layout(boxes: readonly Box[]): Layout {
  const layerOf: number[] = []
  for (const { from } of boxes) layerOf.push(from.reduce((most, above) => Math.max(most, layerOf[above]! + 1), 0))
  const items = boxes.map(({ width }, i) => item(layerOf[i]!, width))
  const deepest = layerOf.reduce((most, layer) => Math.max(most, layer), 0)
  const layers: Item[][] = Array.from({ length: deepest + 1 }, () => [])
  for (const one of items) layers[one.layer]!.push(one)
  const pairs = boxes.flatMap(({ from }, to) => [...new Set(from)].map((above) => ({ from: above, to })))
  const passed = ({ from, to }: { readonly from: number; readonly to: number }): number =>
    layerOf[to]! - layerOf[from]! - 1
  const isLarge = pairs.reduce((sum, pair) => sum + passed(pair), 0) > mostPoints
  const lines = pairs.map((pair) => {
    const isStraight = isLarge && passed(pair) > fewLayers
    return { ...pair, by: connect(items[pair.from]!, items[pair.to]!, layers, isStraight) }
  })
  const rounds = items.length > 2000 ? 2 : sweeps
  for (let round = 0; round < rounds; round++) order(layers, round % 2 === 1)
  for (const layer of layers) place(layer, () => undefined)
  for (let round = 0; round < rounds; round++) {
    // The last one is downwards: a box stands below the middle of what leads to it.
    const down = round % 2 === 1
    for (const layer of down ? layers : layers.toReversed()) place(layer, (one) => middle(down ? one.up : one.down))
  }
  const all = layers.flat()
  const left = all.reduce((least, { x, width }) => Math.min(least, x - width / 2), Infinity)
  const right = all.reduce((most, { x, width }) => Math.max(most, x + width / 2), -Infinity)
  const point = ({ x, layer }: Item): Point => ({ x: x - left, layer })
  return {
    boxes: items.map(point),
    lines: lines.map(({ from, to, by }) => ({ from, to, by: by.map(point) })),
    width: right - left,
    layers: layers.length,
  }
}

function item(layer: number, width: number): Item {
  return { layer, width, up: [], down: [], x: 0 }
}

/** Joins two items by one for each layer between them, and returns those; or by none. */
function connect(from: Item, to: Item, layers: readonly Item[][], isStraight: boolean): Item[] {
  const by: Item[] = []
  let above = from
  for (let layer = isStraight ? to.layer : from.layer + 1; layer <= to.layer; layer++) {
    const below = layer === to.layer ? to : item(layer, passing)
    above.down.push(below)
    below.up.push(above)
    if (below !== to) {
      by.push(below)
      layers[layer]!.push(below)
    }
    above = below
  }
  return by
}

/** Sorts each layer by where its neighbours in the layer before are. */
function order(layers: readonly Item[][], down: boolean): void {
  for (const layer of down ? layers : layers.toReversed()) {
    const wish = new Map(layer.map((one) => [one, middle(down ? one.up : one.down) ?? one.x]))
    layer.sort((a, b) => wish.get(a)! - wish.get(b)!)
    for (const [i, one] of layer.entries()) one.x = i
  }
}

function middle(items: readonly Item[]): number | undefined {
  return items.length === 0 ? undefined : items.reduce((sum, { x }) => sum + x, 0) / items.length
}

/**
 * Moves a layer's items as near to where they wish as their order and their widths allow: least squares, by pooling
 * adjacent violators.
 */
function place(layer: readonly Item[], wish: (one: Item) => number | undefined): void {
  const offsets: number[] = []
  const blocks: { sum: number; count: number; items: Item[] }[] = []
  let offset = 0
  for (const [i, one] of layer.entries()) {
    const before = layer[i - 1]
    if (before !== undefined) offset += (before.width + one.width) / 2 + gap
    offsets.push(offset)
    blocks.push({ sum: (wish(one) ?? one.x) - offset, count: 1, items: [one] })
    for (let last = blocks.length - 1; last > 0; last--) {
      const [a, b] = [blocks[last - 1]!, blocks[last]!]
      if (a.sum / a.count <= b.sum / b.count) break
      blocks.splice(last - 1, 2, { sum: a.sum + b.sum, count: a.count + b.count, items: [...a.items, ...b.items] })
    }
  }
  let at = 0
  for (const { sum, count, items } of blocks) for (const one of items) one.x = sum / count + offsets[at++]!
}
