/**
 * From the typed tree to bytes that run: a WebAssembly module of one function.
 *
 * ```ts skip a fragment: the names around it are internal
 * const { bytes, imports } = emitModule(kernel)
 * const module = new WebAssembly.Module(bytes)
 * ```
 */
export { emitRowCopies } from "./copy-rows.ts"
export { emitJavaScript } from "./javascript.ts"
export { emitModule } from "./module.ts"
export type { EmittedModule } from "./module.ts"
export { doesOf } from "./report.ts"
export type { LoopReport } from "./report.ts"
export { wat } from "./wat.ts"
export { trialStrides, trialVectors, wideTrial } from "./wide-trial.ts"
export type { RuntimeName } from "./function-body.ts"
