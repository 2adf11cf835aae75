import { closing, masked } from "./scan.ts"

/** An aggregate in two phases: what is computed of each part, and what of that. */
interface Phases {
  readonly partials: readonly string[]
  readonly whole: (...partials: readonly string[]) => string
}

/** How a function of `(args)` with a filter (`""`, or ` FILTER (…)`) is computed in two phases. */
type Two = (args: string, filter: string, name: string) => Phases

const same: Two = (args, filter, name) => ({
  partials: [`${name}(${args})${filter}`],
  whole: (own) => `${name}(${own})`,
})

const count: Two = (args, filter) => ({
  partials: [`count(${args})${filter}`],
  whole: (own) => `CAST(coalesce(sum(${own}), 0) AS BIGINT)`,
})

const mean: Two = (args, filter) => ({
  partials: [`sum(${args})${filter}`, `count(${args})${filter}`],
  whole: (sum, n) => `(CAST(sum(${sum}) AS DOUBLE) / nullif(CAST(sum(${n}) AS DOUBLE), 0))`,
})

const list: Two = (args, filter) => ({
  partials: [`list(${args})${filter}`],
  whole: (own) => `flatten(list(${own}) FILTER (WHERE ${own} IS NOT NULL))`,
})

/** Count, mean and sum of squared differences from it, put together as Chan, Golub and LeVeque (1979) do. */
function moments(of: (n: string, squares: string) => string): Two {
  return (args, filter) => ({
    partials: [
      `CAST(count(${args})${filter} AS DOUBLE)`,
      `avg(CAST(${args} AS DOUBLE))${filter}`,
      `var_pop(CAST(${args} AS DOUBLE))${filter} * count(${args})${filter}`,
    ],
    whole: (n, m, s) => {
      const delta = "(r.m - l.m)"
      const both = `{'n': l.n + r.n, 'm': l.m + ${delta} * r.n / (l.n + r.n), 's': l.s + r.s + ${delta} * ${delta} * l.n * r.n / (l.n + r.n)}`
      const all = `list({'n': ${n}, 'm': ${m}, 's': ${s}}) FILTER (WHERE ${n} > 0)`
      const one = `list_reduce(${all}, lambda l, r: ${both})`
      return of(`struct_extract(${one}, 'n')`, `struct_extract(${one}, 's')`)
    },
  })
}

const ofSample = (n: string, s: string): string => `CASE WHEN ${n} > 1 THEN ${s} / (${n} - 1) END`
const variance = moments(ofSample)
const deviation = moments((n, s) => `sqrt(${ofSample(n, s)})`)

/** `arg_min(value, place)`: rows without a value do not count. */
const atEdge =
  (edge: "min" | "max"): Two =>
  (args, filter) => {
    const [, value, place] = /^(.*), ("(?:[^"]|"")+")$/s.exec(args) ?? []
    if (value === undefined) return { partials: [], whole: () => "" }
    const where =
      filter === ""
        ? ` FILTER (WHERE ${value} IS NOT NULL)`
        : filter.replace(/\)$/, () => `) AND ${value} IS NOT NULL)`).replace("(WHERE ", "(WHERE (")
    return {
      partials: [`arg_${edge}(${args})${filter}`, `${edge}(${place})${where}`],
      whole: (own, at) => `arg_${edge}(${own}, ${at})`,
    }
  }

const phases: Readonly<Record<string, Two>> = {
  sum: same,
  min: same,
  max: same,
  product: same,
  bool_or: same,
  bool_and: same,
  count,
  avg: mean,
  mean,
  list,
  var_samp: variance,
  variance,
  var_pop: moments((n, s) => `${s} / nullif(${n}, 0)`),
  stddev_samp: deviation,
  stddev: deviation,
  stddev_pop: moments((n, s) => `sqrt(${s} / nullif(${n}, 0))`),
  sem: moments((n, s) => `sqrt(${s} / nullif(${n}, 0)) / sqrt(${n})`),
  arg_min: atEdge("min"),
  arg_max: atEdge("max"),
}

/** What may stand around aggregates. */
const around =
  /^(coalesce|case|when|then|else|end|cast|as|and|or|not|is|null|nullif|true|false|greatest|least|round|round_even|sqrt|abs|floor|ceil|ln|exp|pow|double|bigint|integer|hugeint|varchar|boolean)$/i

/** An item of a group in two phases. */
export interface TwoPhases {
  /** The SQL of all partial results, which `name` gives names to. */
  readonly partials: readonly string[]
  /** The item, of the names of partial results. */
  readonly whole: string
  /** It looks at other groups too. */
  readonly isWindow: boolean
}

/** undefined: it cannot be computed in two phases. */
export function inTwoPhases(sql: string, name: (partial: string) => string): TwoPhases | undefined {
  const mask = masked(sql)
  const partials: string[] = []
  let isWindow = false
  let whole = ""
  let rest = ""
  let at = 0
  const keep = (to: number): void => {
    whole += sql.slice(at, to)
    rest += mask.slice(at, to)
    at = to
  }
  for (const found of mask.matchAll(/\b([a-z_]\w*)\(/gi)) {
    if (found.index < at) continue
    const own = found[1]!.toLowerCase()
    const two = Object.hasOwn(phases, own) ? phases[own]! : undefined
    if (two === undefined) continue
    const open = found.index + found[0].length - 1
    const close = closing(mask, open)
    if (close < 0) return undefined
    const behind = mask.slice(close + 1)
    if (/^\s*OVER\b/i.test(behind)) {
      // A window over groups: what it is of is an aggregate itself.
      isWindow = true
      keep(found.index)
      whole += sql.slice(at, open + 1)
      at = open + 1
      continue
    }
    const args = sql.slice(open + 1, close)
    const argsMask = mask.slice(open + 1, close)
    if (/\b(DISTINCT|ORDER BY)\b/i.test(argsMask) || isNested(argsMask)) return undefined
    const filterAt = /^\s*FILTER\s*/i.exec(behind)
    const end = filterAt === null ? close : closing(mask, close + 1 + filterAt[0].length)
    const filter = filterAt === null ? "" : ` ${sql.slice(close + 1, end + 1).trim()}`
    const isOne = own !== "arg_min" && own !== "arg_max"
    if (end < 0 || (isOne && hasSeveral(argsMask))) return undefined
    const made = two(args, filter, own)
    if (made.partials.length === 0) return undefined
    keep(found.index)
    whole += made.whole(...made.partials.map(name))
    partials.push(...made.partials)
    at = end + 1
  }
  keep(sql.length)
  const words = rest.replaceAll(/'[^']*'/g, "").match(/[a-z_]\w*|"/gi) ?? []
  const isKnown = words.every((word) => around.test(word) || (isWindow && /^over$/i.test(word)))
  return isKnown && partials.length > 0 ? { partials, whole, isWindow } : undefined
}

function hasSeveral(args: string): boolean {
  let depth = 0
  for (const char of args) {
    if ("([{".includes(char)) depth++
    else if (")]}".includes(char)) depth--
    else if (char === "," && depth === 0) return true
  }
  return false
}

function isNested(args: string): boolean {
  return [...args.matchAll(/\b([a-z_]\w*)\(/gi)].some(([, name]) => Object.hasOwn(phases, name!.toLowerCase()))
}
