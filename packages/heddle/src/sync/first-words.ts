import { recordWords, recordsAt } from "./engine/index.ts"

/** The size of a new state, in words: room for eight waits. It grows. */
export const firstWords: number = recordsAt + 8 * recordWords
