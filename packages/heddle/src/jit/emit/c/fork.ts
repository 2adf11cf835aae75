import { block, isInLeaves, lanes } from "../../ir/index.ts"
import type { PrangeStmt } from "../../ir/index.ts"
import { failedLine } from "./bigints.ts"
import type { Body } from "./body.ts"
import { isSideBySide, iterations, laneOf, leafOf, rangeOf } from "./loops.ts"
import type { Share } from "./loops.ts"
import { combined, tree, typeOf, typeOfElement } from "./operators.ts"
import { Status } from "./prelude.ts"
import { hasLoops } from "./sets.ts"

/** Of a cheap loop so many iterations are done at once. */
const cheapGrain = 64
/** So many partial results need no memory of their own. */
const few = 64

/**
 * A prange whose iterations may run on many threads: a function of its own that runs some units of it. A unit is an
 * iteration; where something is added up it is a lane of a leaf, whose partial result has a place of its own.
 */
export function forked(body: Body, loop: PrangeStmt): void {
  const { reductions } = loop
  const isSum = reductions.length > 0
  const inLeaves = isInLeaves(loop)
  const grain = inLeaves ? (isSideBySide(body, loop) ? lanes : 1) : hasLoops(loop.body) ? 1 : cheapGrain
  body.line("{")
  const { count, start } = rangeOf(body, loop)
  const units = body.kept(
    "const uint32_t",
    inLeaves ? `(${count} + ${block - 1}) / ${block} * ${lanes}` : count,
    "units",
  )
  const { name, part } = partOf(body, loop, grain)
  body.line(`if (${units} > 0) {`)
  const room = body.fresh("room")
  if (isSum) {
    const wanted = `(uint64_t)${units} * ${reductions.length}`
    body.line(`double ${room}_few[${few}], *${room} = ${room}_few;`)
    body.line(`if (${wanted} > ${few} && !(${room} = malloc(${wanted} * sizeof(double)))) return ${Status.noMemory};`)
  }
  const given = body.fresh("given")
  body.line(`struct ${name}_given ${given};`)
  body.line(`${given}.failure = failure; ${given}.start = ${start}; ${given}.count = ${count};`)
  for (const [r, { local }] of reductions.entries()) {
    body.line(`${given}.partials${r} = (${typeOf(local.rep)} *)(${room} + (uint64_t)${units} * ${r});`)
  }
  // What that is, is known once both functions are printed.
  body.later(() => sharedBy(body, part).map(({ name }) => `${given}.${name} = ${name};`))
  const status = body.kept("const int32_t", `heddle_units(io, ${name}, &${given}, ${units}, ${grain})`, "status")
  for (const [r, reduction] of reductions.entries()) {
    const local = body.local(reduction.local)
    const total = combined(reduction, local, tree(reduction, `${given}.partials${r}`, units))
    body.line(`if (${status} == 0) ${local} = ${total};`)
  }
  if (isSum) body.line(`if (${room} != ${room}_few) free(${room});`)
  body.line(`if (${status} != 0) return ${status};`)
  for (const line of failedLine(reductions)) body.line(line)
  body.line("}").line("}")
}

/** Prints the function of some units of the loop; gives its name. */
function partOf(outer: Body, loop: PrangeStmt, grain: number): { name: string; part: Body } {
  const { kernel } = outer
  const name = kernel.name({}, "part")
  const part = outer.part()
  const start = "start"
  if (!isInLeaves(loop)) iterations(part, loop, { start, from: "first", to: "last" })
  else {
    const [unit, from, to] = ["unit", "from", "to"].map((one) => part.fresh(one)) as [string, string, string]
    part.line(`for (uint32_t ${unit} = first; ${unit} < last; ${unit} += ${grain}) {`)
    part.line(`const uint32_t ${from} = ${unit} / ${lanes} * ${block};`)
    part.line(`const uint32_t ${to} = count - ${from} < ${block} ? count : ${from} + ${block};`)
    const share = { start, from, to }
    if (grain === lanes) whole(part, loop, share, unit)
    else {
      laneOf(part, loop, share, `${unit} % ${lanes}`)
      for (const [r, { local }] of loop.reductions.entries()) {
        part.line(`given->partials${r}[${unit}] = ${part.local(local)};`)
      }
    }
    part.line("}")
  }
  kernel.functions.push(() => functionOf(name, outer, part, loop))
  return { name, part }
}

/** A whole leaf, whose partial results are in registers meanwhile. */
function whole(part: Body, loop: PrangeStmt, share: Share, unit: string): void {
  const sums = loop.reductions.map(({ local }) => {
    const list = part.fresh("sums")
    part.line(`${typeOf(local.rep)} ${list}[${lanes}];`)
    return list
  })
  leafOf(part, loop, share, sums)
  const lane = part.fresh("lane")
  part.line(`for (int32_t ${lane} = 0; ${lane} < ${lanes}; ${lane}++) {`)
  for (const [r, list] of sums.entries()) part.line(`given->partials${r}[${unit} + ${lane}] = ${list}[${lane}];`)
  part.line("}")
}

interface Field {
  readonly type: string
  readonly name: string
}

/** The variables and arrays that a part is given by the function around it. */
function sharedBy(outer: Body, part: Body): readonly Field[] {
  return [
    ...[...part.arrays].map((array) => ({ type: `${typeOfElement(array.element)} *`, name: part.array(array) })),
    ...[...part.locals]
      .filter((local) => outer.locals.has(local))
      .map((local) => ({ type: `${typeOf(local.rep)} `, name: part.local(local) })),
  ]
}

function functionOf(name: string, outer: Body, part: Body, { reductions }: PrangeStmt): string {
  const shared = sharedBy(outer, part)
  const own = [...part.locals].filter((local) => !outer.locals.has(local))
  return [
    `struct ${name}_given {`,
    "struct heddle_failure *failure;",
    "int64_t start;",
    "uint32_t count;",
    ...reductions.map(({ local }, r) => `${typeOf(local.rep)} *partials${r};`),
    ...shared.map((one) => `${one.type}${one.name};`),
    "};",
    `static int32_t ${name}(const void *all, uint32_t first, uint32_t last) {`,
    `const struct ${name}_given *const given = all;`,
    "struct heddle_failure *const failure = given->failure;",
    "const int64_t start = given->start;",
    "const uint32_t count = given->count;",
    ...shared.map((one) => `${one.type}${one.name} = given->${one.name};`),
    ...own.map((local) => `${typeOf(local.rep)} ${part.local(local)} = 0;`),
    ...part.text(),
    "return 0;",
    "}",
  ].join("\n")
}
