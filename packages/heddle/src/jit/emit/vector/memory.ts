import { elementShift } from "../../ir/index.ts"
import type { ArrayRef, Element, Expr, Local, Stmt } from "../../ir/index.ts"
import { byConstant, codesOf, further } from "../addresses.ts"
import { loadCodes, Op, Saturating, storeCodes, valueType } from "../opcodes.ts"
import { elementLoads, pairStores, Vector, width } from "./codes.ts"
import type { Affine } from "./affine.ts"
import type { Values } from "./values.ts"

/** How two elements become numbers: those of uint32 are their bits as int32, unless it is said otherwise. */
type Read = Exclude<Element, "i64" | "u64">

/** Two elements: neighbours if they are that, else one after the other. */
export function loaded(values: Values, { array, index }: Extract<Expr, { k: "load" }>, isUnsigned = false): void {
  const as = (array.element === "u32" && !isUnsigned ? "i32" : array.element) as Read
  const { lanes } = values
  const { body, plan } = lanes
  const known = plan.indexOf(index)
  const at = known === undefined ? undefined : plan.affine(known.a)
  if (known === undefined || at === undefined) return oneByOne(values, array, index, as)
  // With an index in a variable of its own, the check has been made there, for the iterations that are active.
  const isSure = index.k === "get" || known.isUnchecked === true
  const isChecked = isSure && lanes.masks[values.quarter] === undefined
  if (known.safe || plan.isHoisted(known) || isChecked) return pair(values, array, at, as)
  reaches(values, array, at)
  body.open(Op.if, undefined, valueType.v128)
  pair(values, array, at, as)
  body.op(Op.else)
  oneByOne(values, array, known, as)
  body.close()
}

/** Checks the index of each iteration, which is kept as a vector where it is none of neighbours. */
export function checked(values: Values, local: Local, expr: Extract<Expr, { k: "index" }>): void {
  const { lanes, quarter } = values
  const { body, plan } = lanes
  const at = plan.affine(expr.a)
  if (at === undefined) {
    gathered(values, expr)
    body.set(lanes.vector(local, quarter))
    return
  }
  if (expr.safe || expr.isUnchecked === true || plan.isHoisted(expr)) return
  reaches(values, expr.array, at)
  body.op(Op.i32Eqz).open(Op.if)
  gathered(values, expr)
  body.op(Op.drop).close()
}

/** The index of each iteration, checked, as a number. */
export function gathered(values: Values, expr: Extract<Expr, { k: "index" }>): void {
  const { lanes, quarter } = values
  const { body } = lanes
  values.value(expr.a)
  if (expr.safe || expr.isUnchecked === true) return
  const vector = lanes.saved()
  const mask = lanes.masks[quarter]
  for (let lane = 0; lane < width; lane++) {
    const { x, i } = laneIndex(values, vector, lane)
    isOutside(values, expr.array, x, i)
    if (mask !== undefined) {
      lanes.isActive(mask, lane)
      body.op(Op.i32And)
    }
    body.open(Op.if).int(expr.site).get(x).call("bounds").close()
  }
  body.get(vector)
}

/** One lane of a vector of indices, as a number and as an int32. */
function laneIndex(values: Values, vector: Local, lane: number): { x: Local; i: Local } {
  const { lanes } = values
  const { body } = lanes
  const x = body.temporary("f64")
  const i = body.temporary("i32")
  body.get(vector)
  lanes.lane(Vector.extractF64, lane)
  body.tee(x).op(Op.saturating, Saturating.i32F64U).set(i)
  return { x, i }
}

/** 1 where a number, and what it is as an int32, is no index of the array. */
function isOutside({ lanes: { body } }: Values, array: ArrayRef, x: Local, i: Local): void {
  body.get(i).get(array.length).op(Op.i32GeU)
  body.get(i).op(Op.f64ConvertI32U).get(x).op(Op.f64Ne, Op.i32Or)
}

function oneByOne(values: Values, array: ArrayRef, index: Expr, as: Read): void {
  const { lanes, quarter } = values
  const { body } = lanes
  values.value(index)
  const vector = lanes.saved()
  const mask = lanes.masks[quarter]
  const { code, after } = loadCodes[array.element]
  for (let lane = 0; lane < width; lane++) {
    const { i } = laneIndex(values, vector, lane)
    further(body.get(array.pointer).get(i), elementShift[array.element])
    if (mask !== undefined) {
      // Whatever an iteration that is not active has for an index: the scratch is always there.
      body.get(body.scratch)
      lanes.isActive(mask, lane)
      body.op(Op.select)
    }
    body.op(code, elementShift[array.element], 0, ...after)
    if (as === "u32") body.op(Op.f64ConvertI32U)
    else if (as !== "f64" && as !== "f32") body.op(Op.f64ConvertI32S)
    if (lane === 0) lanes.op(Vector.splatF64)
    else lanes.lane(Vector.replaceF64, lane)
  }
}

/** 1 where both elements are within the array. */
function reaches(values: Values, array: ArrayRef, { offset }: Affine): void {
  const { lanes, quarter } = values
  const { body } = lanes
  const wide = body.temporary("i64")
  lanes.counter(offset)
  body.op(Op.i64Const).code.signed(width * quarter)
  body.op(Op.i64Add).tee(wide).get(array.length).op(Op.i64ExtendI32U, Op.i64LtU)
  body.get(wide).op(Op.i64Const, 1, Op.i64Add).get(array.length).op(Op.i64ExtendI32U, Op.i64LtU, Op.i32And)
}

function address({ lanes }: Values, array: ArrayRef, { offset }: Affine): void {
  const { body } = lanes
  const known = lanes.address(array, offset)
  if (known !== undefined) return void body.get(known)
  body.get(array.pointer)
  if (body.bits === 64) lanes.counter(offset)
  else {
    body.get(lanes.first)
    if (offset !== undefined) body.value(offset).op(Op.i32WrapI64, Op.i32Add)
  }
  byConstant(body, "shl", elementShift[array.element]).op(codesOf(body).add!)
}

function pair(values: Values, array: ArrayRef, at: Affine, as: Read): void {
  const { lanes, quarter } = values
  const { body } = lanes
  const { bytes, codes } = elementLoads[as]
  const align = elementShift[array.element]
  address(values, array, at)
  const offset = bytes * quarter
  if (bytes === 16) lanes.memory(Vector.load, align, offset)
  else if (bytes === 8) lanes.memory(Vector.load64Zero, align, offset)
  else if (bytes === 4) lanes.memory(Vector.load32Zero, align, offset)
  else {
    body.op(Op.i32Load16U, align).code.unsigned(offset)
    lanes.op(Vector.splatI32)
  }
  lanes.op(...codes)
}

/** What writes two elements. */
export interface Write {
  readonly write: () => void
  /** They are neighbours, whatever happens. */
  readonly isPair: boolean
}

/** V8 writes the first of two vectors side by side twice, unless the second one comes first. */
export function written(writes: readonly Write[]): void {
  for (const { write } of writes.every(({ isPair }) => isPair) ? writes.toReversed() : writes) write()
}

/** Evaluates what two elements become where the iterations are active. */
export function stored(values: Values, { array, index, value }: Extract<Stmt, { k: "store" }>): Write {
  const { lanes, quarter } = values
  const { body, plan } = lanes
  const known = plan.indexOf(index)
  const at = known === undefined ? undefined : plan.affine(known.a)
  const mask = lanes.masks[quarter]
  values.value(value)
  const vector = lanes.saved()
  const isPair = pairStores[array.element] !== undefined || array.element === "f64"
  const one = (write: () => void): Write => ({ write, isPair: false })
  if (known === undefined || at === undefined) return one(() => storedOneByOne(values, array, index, vector))
  if (!isPair) return one(() => storedOneByOne(values, array, known, vector))
  // With an index in a variable of its own, the check has been made there.
  const isChecked = known.safe || known.isUnchecked === true || plan.isHoisted(known) || index.k === "get"
  if (mask === undefined && isChecked) return { write: () => storedPair(values, array, at, vector), isPair: true }
  return one(() => {
    if (isChecked) body.int(1)
    else reaches(values, array, at)
    if (mask !== undefined) {
      body.get(mask)
      lanes.op(Vector.i64AllTrue)
      body.op(Op.i32And)
    }
    body.open(Op.if)
    storedPair(values, array, at, vector)
    body.op(Op.else)
    storedOneByOne(values, array, known, vector)
    body.close()
  })
}

function storedPair(values: Values, array: ArrayRef, at: Affine, vector: Local): void {
  const { lanes, quarter } = values
  const { body } = lanes
  address(values, array, at)
  body.get(vector)
  const narrow = pairStores[array.element]
  if (narrow === undefined) {
    body.isWide = true
    return void lanes.memory(Vector.store, 3, quarter * 16)
  }
  lanes.op(narrow)
  lanes.memory(Vector.store64Lane, elementShift[array.element], quarter * 8)
  body.op(0)
}

function storedOneByOne(values: Values, array: ArrayRef, index: Expr, vector: Local): void {
  const { lanes, quarter } = values
  const { body } = lanes
  values.value(index)
  const places = lanes.saved()
  const mask = lanes.masks[quarter]
  const { before, code } = storeCodes[array.element]
  const isInt = array.element !== "f64" && array.element !== "f32"
  for (let lane = 0; lane < width; lane++) {
    if (mask !== undefined) {
      lanes.isActive(mask, lane)
      body.open(Op.if)
    }
    const { i } = laneIndex(values, places, lane)
    further(body.get(array.pointer).get(i), elementShift[array.element])
    body.get(vector)
    lanes.lane(Vector.extractF64, lane)
    if (isInt) body.op(Op.saturating, Saturating.i32F64S)
    body.op(...before, code, elementShift[array.element], 0)
    if (mask !== undefined) body.close()
  }
}
