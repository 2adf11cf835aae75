/** Which part of the plane a chart shows, and how large it is, in pixels. */
export interface ChartOptions {
  readonly x: readonly [from: number, to: number]
  readonly y: readonly [from: number, to: number]
  readonly width: number
  readonly height: number
}

const [paper, text, quiet] = ["#fffdf8", "#2a2622", "#d9d3c7"]
const margin = { left: 56, right: 104, top: 24, bottom: 52 }

/** Lines and dots over two axes, as an SVG. */
export class Chart {
  readonly #options: ChartOptions
  readonly #parts: string[] = []

  constructor(options: ChartOptions) {
    this.#options = options
  }

  /** A grid of about eight lines each way with numbers, and what they count. */
  axes(x: string, y: string): void {
    const { width, height } = this.#options
    const [left, right, top, bottom] = [margin.left, width - margin.right, margin.top, height - margin.bottom]
    for (const value of ticks(this.#options.x)) {
      const at = this.#x(value)
      this.#parts.push(`<path d="M${at} ${top}V${bottom}" stroke="${quiet}"/>`)
      this.#parts.push(`<text x="${at}" y="${bottom + 18}" text-anchor="middle">${value}</text>`)
    }
    for (const value of ticks(this.#options.y)) {
      const at = this.#y(value)
      this.#parts.push(`<path d="M${left} ${at}H${right}" stroke="${quiet}"/>`)
      this.#parts.push(`<text x="${left - 8}" y="${at + 4}" text-anchor="end">${value}</text>`)
    }
    this.#parts.push(`<text x="${(left + right) / 2}" y="${height - 12}" text-anchor="middle">${x}</text>`)
    const middle = (top + bottom) / 2
    this.#parts.push(`<text transform="translate(16 ${middle}) rotate(-90)" text-anchor="middle">${y}</text>`)
  }

  /** A line through points, with a name at its end. */
  line(xs: ArrayLike<number>, ys: ArrayLike<number>, colour: string, name: string): void {
    const points = Array.from(xs, (x, i) => `${this.#x(x)} ${this.#y(ys[i]!)}`)
    this.#parts.push(`<path d="M${points.join("L")}" fill="none" stroke="${colour}" stroke-width="2"/>`)
    const last = ys.length - 1
    const at = `x="${this.#x(xs[last]!) + 8}" y="${this.#y(ys[last]!) + 4}"`
    this.#parts.push(`<text ${at} style="fill:${colour}">${name}</text>`)
  }

  dot(x: number, y: number, colour: string): void {
    this.#parts.push(`<circle cx="${this.#x(x)}" cy="${this.#y(y)}" r="4" fill="${paper}" stroke="${colour}"/>`)
  }

  svg(): string {
    const { width, height } = this.#options
    const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`
    const style = `<style>text { font: 14px Georgia, serif; fill: ${text} } circle { stroke-width: 1.5 }</style>`
    const ground = `<rect width="${width}" height="${height}" fill="${paper}"/>`
    return `${[head, style, ground, ...this.#parts, "</svg>"].join("\n")}\n`
  }

  #x(value: number): number {
    const { x, width } = this.#options
    return place(value, x, margin.left, width - margin.right)
  }

  #y(value: number): number {
    const { y, height } = this.#options
    return place(value, y, height - margin.bottom, margin.top)
  }
}

/** In pixels, to a tenth. */
function place(value: number, [from, to]: readonly [number, number], low: number, high: number): number {
  return Math.round(10 * (low + ((value - from) / (to - from)) * (high - low))) / 10
}

/** The multiples of 10 in a range. */
function ticks([from, to]: readonly [number, number]): number[] {
  const first = Math.ceil(from / 10)
  return Array.from({ length: Math.floor(to / 10) - first + 1 }, (_, i) => 10 * (first + i))
}
