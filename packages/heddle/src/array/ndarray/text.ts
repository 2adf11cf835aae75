import type { DType } from "../dtype/index.ts"
import { sizeOf } from "../shape/index.ts"
import { formatOf } from "./digits.ts"
import type { View } from "./strided.ts"

/** NumPy's print options. */
const threshold = 1000
const edge = 3
const lineWidth = 75

/**
 * A view as NumPy prints it: brackets, columns, and of more than 1000 elements only those at the edges.
 * Source: `_formatArray` of NumPy's arrayprint.
 *
 * @param separator " " as `str` in Python, ", " as `repr`
 */
export function arrayText(view: View, dtype: DType, separator: " " | ", "): string {
  const { data, shape, strides, offset } = view
  const size = sizeOf(shape)
  if (size === 0) return "[]"
  const isCut = size > threshold
  const showsCut = (length: number): boolean => isCut && length > 2 * edge
  const shown = (axis: number): number[] => {
    const length = shape[axis]!
    const all = Array.from({ length: showsCut(length) ? 2 * edge : length }, (_, i) => i)
    return showsCut(length) ? all.map((i) => (i < edge ? i : length - 2 * edge + i)) : all
  }
  const elements: (number | bigint)[] = []
  const gather = (axis: number, at: number): void => {
    if (axis === shape.length) elements.push(data[at]!)
    else for (const i of shown(axis)) gather(axis + 1, at + i * strides[axis]!)
  }
  gather(0, offset)
  const format = formatOf(elements, dtype, separator === " ")
  const bare = separator.trimEnd()

  const row = (words: readonly string[], indent: string, width: number): string => {
    let [text, line] = ["", indent]
    words.forEach((word, i) => {
      if (line.length + word.length > width - 1 && line.length > indent.length) {
        text += `${line.trimEnd()}\n`
        line = indent
      }
      line += i < words.length - 1 ? word + separator : word
    })
    return text + line
  }
  const block = (axis: number, at: number, indent: string, width: number): string => {
    const words = shown(axis).map((i) => {
      const place = at + i * strides[axis]!
      return axis === shape.length - 1 ? format(data[place]!) : block(axis + 1, place, `${indent} `, width - 1)
    })
    if (showsCut(shape[axis]!)) words.splice(edge, 0, "...")
    if (axis === shape.length - 1) return `[${row(words, indent, width).slice(indent.length)}]`
    const lines = words.join(`${bare}${"\n".repeat(shape.length - 1 - axis)}${indent}`)
    return `[${lines}]`
  }
  return shape.length === 0 ? format(data[offset]!).trim() : block(0, offset, " ", lineWidth)
}
