/**
 * Random numbers of many distributions, each a plain function over `draw()`. The compiler puts them in the place of the call, as it
 * does with a program's own helpers. Their logarithms and powers are those of `../maths`, also without `fastmath`: so they
 * run on vectors, and have the same bits in JavaScript and in WebAssembly. Parameters outside of a distribution's range give NaN.
 *
 * ```ts skip a fragment: the names around it are internal
 * import { gamma, poisson } from "./distributions/index.ts"
 * poisson(gamma(2, 3)) // negative binomial
 * ```
 */
export { binomial } from "./binomial.ts"
export { geometric, logseries, negativeBinomial, zipf } from "./counts.ts"
export { beta, chisquare, f, gamma, standardGamma, standardT } from "./gamma.ts"
export { hypergeometric } from "./hypergeometric.ts"
export {
  exponential,
  gumbel,
  laplace,
  logistic,
  pareto,
  power,
  rayleigh,
  standardCauchy,
  standardExponential,
  weibull,
} from "./inversion.ts"
export { lognormal, normal, standardNormal } from "./normal.ts"
export { choice, shuffle } from "./order.ts"
export { poisson } from "./poisson.ts"
export { integers, triangular, uniform } from "./uniform.ts"
export { vonmises } from "./vonmises.ts"
export { wald } from "./wald.ts"
