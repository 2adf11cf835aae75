export const entryEnding = ".entry"
export const lockEnding = ".lock"

/**
 * The digests of a function and of its arguments; then what belongs to that entry: its lock, the lock of who breaks that, and
 * any of them as it is being written. A folder of results may hold other people's files: what has another name is theirs.
 */
const own = /^[a-z2-7]{26}\.[a-z2-7]{26}\.entry(\.lock(\.break)?)?(\.[\da-f]{8}-\d+-\d*-\d+\.tmp)?$/

/** Is it a name that is given here? */
export function isOwn(file: string): boolean {
  return own.test(file)
}

export function isEntry(file: string): boolean {
  return file.endsWith(entryEnding) && isOwn(file)
}

/** Is it the lock of an entry, or that of who breaks one? */
export function isLock(file: string): boolean {
  return (file.endsWith(lockEnding) || file.endsWith(`${lockEnding}.break`)) && isOwn(file)
}
