import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"

/** What has a value, or an end, in its own time. */
const fine: Readonly<Record<string, readonly [fn: (n: number) => number, arg: number]>> = {
  "both branches": [
    (n) => {
      let s
      if (n > 1) s = 1
      else s = 2
      return s
    },
    1,
  ],
  "a body that runs at least once": [
    (n) => {
      let t
      do {
        t = n
        n++
      } while (t < 5)
      return t
    },
    1,
  ],
  "a loop that only a break leaves": [
    (n) => {
      let found
      for (let i = 0; ; i++) {
        if (i * i > n) {
          found = i
          break
        }
      }
      return found
    },
    50,
  ],
  "a loop that only a return leaves": [
    (n) => {
      while (true) {
        n++
        if (n > 10) return n
      }
    },
    1,
  ],
  "a label": [
    (n) => {
      let s
      outer: for (let i = 0; ; i++) {
        for (let j = 0; j < i; j++) {
          if (i * j > n) {
            s = i
            break outer
          }
        }
      }
      return s
    },
    30,
  ],
  "in each iteration": [
    (n) => {
      let s = 0
      for (let i = 0; i < n; i++) {
        let t: number
        if (i % 2 === 0) t = i
        else t = -i
        s += t
      }
      return s
    },
    7,
  ],
  "a choice": [
    (n) => {
      let t: number
      n > 3 ? (t = 1) : (t = 2)
      return t
    },
    7,
  ],
  "sums by helpers": [
    (n) => {
      let s = 0
      let most = 0
      const add = (x: number): void => {
        s += x
      }
      function see(x: number): void {
        add(x)
        most = Math.max(most, x)
      }
      for (const i of prange(n)) see(i)
      return s + most
    },
    100,
  ],
}

describe("control flow", () => {
  for (const [name, [fn, arg]] of Object.entries(fine)) {
    it(name, () => assert.equal(jit(fn)(arg), fn(arg)))
  }
})
