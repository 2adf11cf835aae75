/** Where things are in the words of a state. */

/** The agent that is changing the state now; 0: nobody. */
export const latchWord = 0
/** How many entries of the log are to be undone if that agent dies. */
export const logWord = 1
/** How many threads had died when the dead were last looked for. */
export const sweptWord = 2
/** The first record that is free; 0: none. */
export const freeWord = 3
/** How many records were ever used. */
export const usedWord = 4
/** Head, tail and length of each list. */
export const listsAt = 8
export const lists = 6
/** Thirty words that mean what the primitive says. */
export const userWord: number = listsAt + 3 * lists
export const logAt: number = userWord + 30
export const logEntries = 40
export const recordsAt: number = logAt + 2 * logEntries
export const recordWords = 8

/** The words of a record: one wait, one hold, one item. Records are numbered from 1. */
export const Field = {
  status: 0,
  /** The thread that it belongs to; 0: none. */
  agent: 1,
  /** The task in that thread; 0: what runs outside of tasks. */
  task: 2,
  next: 3,
  previous: 4,
  /** The list it is in, from 1; 0: none. */
  list: 5,
  a: 6,
  b: 7,
} as const

export const Status = {
  free: 0,
  waiting: 1,
  /** It has what it waited for, and has not taken note. */
  granted: 2,
  /** It will not get what it waited for. */
  refused: 3,
  /** Not a wait: a permit that is held, an item of a queue. */
  held: 4,
} as const
