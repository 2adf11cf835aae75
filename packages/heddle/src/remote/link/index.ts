/**
 * The runtime as tasks and actors reach it from the workers that they run in: they ask, the program that started them
 * does it. References and actors have names that hold everywhere; whoever has one keeps what it names.
 *
 * ```ts skip a fragment: the names around it are internal
 * const stations = new Stations(engine, true, { stands() {}, kept() {} }) // in the program: one station for each worker that asks
 * const engine = new LinkedEngine(ownMail()!) // in a worker
 * ```
 */
export { lend, tokenOf } from "./lent.ts"
export { LinkedEngine } from "./linked.ts"
export { Stations } from "./stations.ts"
