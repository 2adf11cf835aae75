/** What a kernel reads of this module, and what changes that. */
export let limit = 1

export function setLimit(value: number): void {
  limit = value
}
