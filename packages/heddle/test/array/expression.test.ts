import assert from "node:assert/strict"
import test from "node:test"
import * as da from "../../src/array/index.ts"

const { expr } = da
const x = da.array([
  [1, -2],
  [3, 4],
])
const n = da.array([6, 7], { dtype: "int32" })

async function list(value: da.LazyArray): Promise<unknown> {
  const result: unknown = await value.compute()
  return result instanceof da.NDArray ? result.toArray() : result
}

test("operators are those of arrays, with JavaScript's precedence", async () => {
  assert.deepEqual(await list(expr`${x} + ${x.T} * 2`), [
    [3, 4],
    [-1, 12],
  ])
  assert.deepEqual(await list(expr`(${x} + 1) ** 2 / 2 - -${x}`), [
    [3, -1.5],
    [11, 16.5],
  ])
  assert.deepEqual(await list(expr`${x} > 1 && !(${x} === 4) || ${x} < -1`), [
    [false, true],
    [true, false],
  ])
  assert.deepEqual(await list(expr`${n} & 3 | 8`), [10, 11])
  assert.deepEqual(await list(expr`~${n} ^ ${n} << 1`), [-11, -10])
  assert.deepEqual(await list(expr`${x} % 3`), [
    [1, 1],
    [0, 1],
  ])
})

test("conditions choose, and functions are called by their names", async () => {
  assert.deepEqual(await list(expr`${x} > 0 ? ${x} : 0`), [
    [1, 0],
    [3, 4],
  ])
  assert.deepEqual(await list(expr`where(${x} < 0, -1, sqrt(abs(${x}) * ${x}))`), [
    [1, -1],
    [3, 4],
  ])
  assert.deepEqual(await list(expr`sum(${x}, { axis: 0 }) + mean(${x}, { axis: [0, 1] })`), [5.5, 3.5])
  assert.deepEqual(await list(expr`dot(${x}, [1, 10])`), [-19, 43])
  assert.equal(await list(expr`sin(pi / 2) + 2 * 3`), 7)
})

test("numbers have no type of their own", () => {
  assert.equal(expr`${n} * (2 + 3) - 1`.dtype, "int32")
  assert.equal(expr`${n} * -2`.dtype, "int32")
  assert.equal(expr`${n} * 2.5`.dtype, "float64")
})

test("it is what the calls are", () => {
  assert.equal(expr`${x} + ${x}`.node, x.add(x).node)
})

for (const { what, make, message } of [
  { what: "what is not read", make: () => expr`${x} + `, message: /this is not read[^]*\n {2}\$\{…\} \+ \n {9}\^$/ },
  {
    what: "a second expression",
    make: () => expr`${x} ${x}`,
    message: /this is behind it[^]*\n {2}\$\{…\} \$\{…\}\n {7}\^$/,
  },
  {
    what: "an unknown name",
    make: () => expr`${x} + foo`,
    message: /there is no foo[^]*\n {2}\$\{…\} \+ foo\n {9}\^$/,
  },
  { what: "an unknown function", make: () => expr`foo(${x})`, message: /there is no foo\(\)/ },
  { what: "a name of Object's", make: () => expr`toString(${x})`, message: /there is no toString\(\)/ },
  { what: "an assignment", make: () => expr`a = ${x}`, message: /of arrays, numbers, operators and calls/ },
  {
    what: "a comparison of a comparison",
    make: () => expr`1 < ${x} < 3`,
    message: /a < b && b < c|without a comparison/,
  },
  {
    what: "shapes that do not go together",
    make: () => expr`1 + (${x} + ${[1, 2, 3]})`,
    message: /do not go together[^]*\n {2}1 \+ \(\$\{…\} \+ \$\{…\}\)\n {7}\^$/,
  },
  { what: "a method", make: () => expr`${x}.sum()`, message: /functions by their names/ },
]) {
  test(`${what} is an error that shows the place`, () => {
    assert.throws(make, (error: Error) => {
      assert.match(error.message, message)
      return true
    })
  })
}
