import { integers } from "./uniform.ts"

/** One of the elements; there must be some. */
export function choice<T>(list: ArrayLike<T>): T {
  return list[integers(list.length)]!
}

/** Fisher and Yates, from the end. */
export function shuffle(list: { readonly length: number; [i: number]: unknown }): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = integers(i + 1)
    const kept = list[i]!
    list[i] = list[j]!
    list[j] = kept
  }
}
