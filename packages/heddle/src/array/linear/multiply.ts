/**
 * The product of an m × k and a k × n matrix. Each element is the sum of its products from the first to the last, so that
 * its bits depend on its row and its column alone. Sixteen elements are summed at once, of columns copied next to each other.
 */
export function multiply(a: Float64Array, m: number, k: number, b: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(m * n)
  const panel = new Float64Array(k * 4)
  for (let column = 0; column < n; column += 4) {
    const width = Math.min(4, n - column)
    packColumns(b, k, n, column, width, panel)
    const inFours = width === 4 ? m - (m % 4) : 0
    for (let row = 0; row < inFours; row += 4) fourByFour(a, row * k, k, panel, product, row * n + column, n)
    for (let row = inFours; row < m; row++) {
      for (let j = 0; j < width; j++) {
        let sum = 0
        for (let p = 0; p < k; p++) sum += a[row * k + p]! * panel[4 * p + j]!
        product[row * n + column + j] = sum
      }
    }
  }
  return product
}

function packColumns(b: Float64Array, k: number, n: number, column: number, width: number, panel: Float64Array): void {
  for (let p = 0; p < k; p++) {
    for (let j = 0; j < width; j++) panel[4 * p + j] = b[p * n + column + j]!
  }
}

function fourByFour(
  a: Float64Array,
  from: number,
  k: number,
  panel: Float64Array,
  product: Float64Array,
  to: number,
  n: number,
): void {
  let c00 = 0
  let c01 = 0
  let c02 = 0
  let c03 = 0
  let c10 = 0
  let c11 = 0
  let c12 = 0
  let c13 = 0
  let c20 = 0
  let c21 = 0
  let c22 = 0
  let c23 = 0
  let c30 = 0
  let c31 = 0
  let c32 = 0
  let c33 = 0
  for (let p = 0; p < k; p++) {
    const b0 = panel[4 * p]!
    const b1 = panel[4 * p + 1]!
    const b2 = panel[4 * p + 2]!
    const b3 = panel[4 * p + 3]!
    const a0 = a[from + p]!
    c00 += a0 * b0
    c01 += a0 * b1
    c02 += a0 * b2
    c03 += a0 * b3
    const a1 = a[from + k + p]!
    c10 += a1 * b0
    c11 += a1 * b1
    c12 += a1 * b2
    c13 += a1 * b3
    const a2 = a[from + 2 * k + p]!
    c20 += a2 * b0
    c21 += a2 * b1
    c22 += a2 * b2
    c23 += a2 * b3
    const a3 = a[from + 3 * k + p]!
    c30 += a3 * b0
    c31 += a3 * b1
    c32 += a3 * b2
    c33 += a3 * b3
  }
  put(product, to, c00, c01, c02, c03)
  put(product, to + n, c10, c11, c12, c13)
  put(product, to + 2 * n, c20, c21, c22, c23)
  put(product, to + 3 * n, c30, c31, c32, c33)
}

function put(product: Float64Array, at: number, c0: number, c1: number, c2: number, c3: number): void {
  product[at] = c0
  product[at + 1] = c1
  product[at + 2] = c2
  product[at + 3] = c3
}

/** An m × n matrix turned over: n × m. Squares of 32 at a time, which stay in the cache. */
export function transpose(a: Float64Array, m: number, n: number): Float64Array<ArrayBuffer> {
  const turned = new Float64Array(m * n)
  for (let top = 0; top < m; top += 32) {
    const bottom = Math.min(top + 32, m)
    for (let left = 0; left < n; left += 32) {
      const right = Math.min(left + 32, n)
      for (let i = top; i < bottom; i++) for (let j = left; j < right; j++) turned[j * m + i] = a[i * n + j]!
    }
  }
  return turned
}

export function identity(n: number): Float64Array<ArrayBuffer> {
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) matrix[i * (n + 1)] = 1
  return matrix
}
