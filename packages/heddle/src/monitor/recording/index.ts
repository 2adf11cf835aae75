/** Events as they come, the last of them in a ring, all of them in a file. */
export { on } from "./on.ts"
