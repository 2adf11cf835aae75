/** A module that loads where the tests run, and in no worker. */
if ((globalThis as { remoteTests?: true }).remoteTests === undefined) throw new Error("this module loads here only")

export function there(): number {
  return 1
}
