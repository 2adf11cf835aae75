export { cube as power3, weights } from "./helpers.ts"
export * from "./helpers.ts"
