import type { AddressBits } from "../../core/heap/index.ts"
import { Label, Local } from "../ir/index.ts"
import { byConstant, codesOf, widened } from "./addresses.ts"
import { Bytes } from "./bytes.ts"
import type { FunctionBody } from "./function-body.ts"
import { functionOf, functionType, importMemory, moduleOf, passedTypes } from "./module.ts"
import { compareCodes, loadCodes, memoryCopy, Op, storeCodes } from "./opcodes.ts"
import { occurrencesIn } from "./vector/index.ts"

/** Shorter rows are copied element by element: `memory.copy` is a call of a function of C. */
const shortRow = 16
const elements = ["u8", "u16", "i32", "i64"] as const

/**
 * The module of a kernel `(to, from, columns, rows, toStep, first, fromStep) => void` of elements of 2^shift bytes: it copies as many rows
 * of elements that follow each other, from `first` on. Steps are elements from row to row.
 */
export function emitRowCopies(shift: number, bits: AddressBits): Uint8Array<ArrayBuffer> {
  const address = (name: string): Local => new Local(name, "address")
  const int = (name: string): Local => new Local(name, "i32")
  const [to, from, scratch] = [address("to"), address("from"), address("scratch")]
  const [columns, rows, toStep, first, fromStep] = [
    int("columns"),
    int("rows"),
    int("toStep"),
    int("first"),
    int("fromStep"),
  ]
  const params = [to, int("to.length"), from, int("from.length"), columns, rows, toStep, first, fromStep, scratch]
  const none = { report() {}, uses: () => occurrencesIn([]), indexOf: () => 0, outline: () => 0 }
  const body = functionOf(params, scratch, { bits, ...none })
  const { add, sub } = codesOf(body)
  const inBytes = (count: Local): FunctionBody => byConstant(widened(body.get(count), true), "shl", shift)
  const [bytes, toRow, fromRow] = [address("bytes"), address("toRow"), address("fromRow")]
  inBytes(columns).set(bytes)
  inBytes(toStep).set(toRow)
  inBytes(fromStep).set(fromRow)
  inBytes(first).get(from).op(add!).set(from)
  const done = new Label("done")
  body.open(Op.block, done)
  for (const count of [rows, columns]) body.get(count).op(Op.i32Eqz).branch(Op.brIf, done)
  const eachRow = (row: () => void): void => {
    const again = new Label("again")
    body.open(Op.loop, again)
    row()
    for (const [at, step] of [
      [to, toRow],
      [from, fromRow],
    ] as const) {
      body.get(at).get(step).op(add!).set(at)
    }
    body.get(rows).int(1).op(Op.i32Sub).tee(rows).branch(Op.brIf, again).close()
  }
  body.get(columns).int(shortRow).op(compareCodes.i32.lt).open(Op.if)
  // The last element is copied where the row began, so a row is shorter by what is gone through.
  for (const step of [toRow, fromRow]) body.get(step).get(bytes).op(sub!).set(step)
  const [end, size] = [address("end"), 2 ** shift]
  const { code: load } = loadCodes[elements[shift]!]
  const { code: store } = storeCodes[elements[shift]!]
  eachRow(() => {
    const again = new Label("next")
    body.get(from).get(bytes).op(add!).set(end)
    body.open(Op.loop, again)
    body.get(to).get(from).op(load, shift, 0, store, shift, 0)
    byConstant(body.get(to), "add", size).set(to)
    byConstant(body.get(from), "add", size).tee(from).get(end)
    body
      .op(compareCodes[bits === 64 ? "i64" : "i32"].ne)
      .branch(Op.brIf, again)
      .close()
  })
  body.op(Op.else)
  eachRow(() =>
    body
      .get(to)
      .get(from)
      .get(bytes)
      .op(...memoryCopy),
  )
  body.close().close()
  const types = new Bytes().unsigned(1)
  functionType(types, passedTypes(params, bits), [])
  const imports = new Bytes().unsigned(1)
  importMemory(imports, bits)
  return moduleOf({
    types,
    imports,
    functions: new Bytes().unsigned(1).unsigned(0),
    exports: new Bytes().unsigned(1).name("run").byte(0x00).unsigned(0),
    code: new Bytes().unsigned(1).sized(body.finish()),
  })
}
