export { cube as power3, weights } from "./curves.ts"
export * from "./curves.ts"
