/** The URL of a thread's entry beside this file: `.ts` in a checkout, `.js` in the package. */
export function threadFile(name: string): URL {
  return new URL(name + (import.meta.url.endsWith(".ts") ? ".ts" : ".js"), import.meta.url)
}
