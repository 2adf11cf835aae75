import { OptionError } from "../../core/errors/index.ts"
import type { DistributionName } from "../ops/creation.ts"

/** What a parameter may be. */
type Rule = readonly [text: string, holds: (value: number) => boolean]
type Parameter = readonly [name: string, rule: Rule, missing?: number | undefined]

const any: Rule = ["a number", () => true]
const positive: Rule = ["above 0", (value) => value > 0]
const notNegative: Rule = ["0 or more", (value) => value >= 0]
const chance: Rule = ["from 0 to 1", (value) => value >= 0 && value <= 1]
const someChance: Rule = ["above 0, up to 1", (value) => value > 0 && value <= 1]
const count: Rule = ["an integer of 0 or more", (value) => Number.isSafeInteger(value) && value >= 0]
const below1: Rule = ["above 0 and below 1", (value) => value > 0 && value < 1]
const above1: Rule = ["above 1", (value) => value > 1]
const scale = (missing?: number): Parameter => ["scale", notNegative, missing]

/** The parameters of distributions in order, by NumPy's names for them; those without a third entry must be given. */
export const parameters: Readonly<Partial<Record<DistributionName, readonly Parameter[]>>> = {
  uniform: [
    ["low", any, 0],
    ["high", any, 1],
  ],
  normal: [["loc", any, 0], scale(1)],
  standardNormal: [],
  exponential: [scale(1)],
  poisson: [["lam", notNegative, 1]],
  binomial: [
    ["n", count],
    ["p", chance],
  ],
  gamma: [["shape", positive], scale(1)],
  beta: [
    ["a", positive],
    ["b", positive],
  ],
  lognormal: [
    ["mean", any, 0],
    ["sigma", notNegative, 1],
  ],
  laplace: [["loc", any, 0], scale(1)],
  logistic: [["loc", any, 0], scale(1)],
  chisquare: [["df", positive]],
  standardT: [["df", positive]],
  weibull: [["a", positive]],
  pareto: [["a", positive]],
  geometric: [["p", someChance]],
  triangular: [
    ["left", any],
    ["mode", any],
    ["right", any],
  ],
  rayleigh: [scale(1)],
  gumbel: [["loc", any, 0], scale(1)],
  standardExponential: [],
  standardGamma: [["shape", positive]],
  standardCauchy: [],
  power: [["a", positive]],
  f: [
    ["dfnum", positive],
    ["dfden", positive],
  ],
  wald: [
    ["mean", positive],
    ["scale", positive],
  ],
  vonmises: [
    ["mu", any],
    ["kappa", notNegative],
  ],
  negativeBinomial: [
    ["n", positive],
    ["p", someChance],
  ],
  hypergeometric: [
    ["ngood", count],
    ["nbad", count],
    ["nsample", count],
  ],
  logseries: [["p", below1]],
  zipf: [["a", above1]],
}

/** The parameters as they are given, with those that are missing. @throws OptionError where one is none */
export function checkedParameters(name: DistributionName, given: readonly unknown[]): number[] {
  const values = parameters[name]!.map(([parameter, [rule, holds], missing], i) => {
    const value = given[i] ?? missing
    if (typeof value === "number" && !Number.isNaN(value) && holds(value)) return value
    throw new OptionError(parameter, rule, value, { hint: `it is parameter ${i + 1} of ${name}` })
  })
  const [first, second, third] = values
  if (name === "triangular" && !(first! <= second! && second! <= third! && first! < third!)) {
    throw new OptionError("mode", `from left, ${first}, to right, ${third}, which is more than left`, second)
  }
  if (name === "hypergeometric" && third! > first! + second!) {
    throw new OptionError("nsample", `at most ngood and nbad together, ${first! + second!}`, third)
  }
  return values
}
