/** What changes the variable that stands before it: `=`, `+=`, `++`; not `==`, `=>`, `<=`. */
const change = /^(?:=(?![=>])|(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)=|\+\+|--)/
/** So much of the text on both sides is looked at. */
const reach = 400
/** Words before a bracket that begins a list; after others it is an index. */
const listFollows =
  /(?:^|[^\w$.])(?:else|do|of|in|return|yield|await|typeof|void|delete|case|new|throw|instanceof|const|let|var)$/

/**
 * May a variable of this name be assigned after its declaration, as far as the text's look tells? Every use is looked at, also
 * those in strings and comments, and whatever is not surely a use counts as an assignment.
 */
export function mayBeAssigned(source: string, name: string): boolean {
  const word = name.replaceAll("$", "\\$")
  for (const { index } of source.matchAll(
    new RegExp(`(?<![\\w$\\u0080-\\uffff])${word}(?![\\w$\\u0080-\\uffff])`, "g"),
  )) {
    const [from, to] = [Math.max(0, index - reach), index + name.length]
    if (!isUse(source.slice(from, index), source.slice(to, to + reach), from === 0)) return true
  }
  return false
}

function isUse(all: string, rest: string, isStart: boolean): boolean {
  const before = all.trimEnd()
  const after = rest.trimStart()
  // Behind a comment may be anything.
  if (/^\/[/*]/.test(after) || before.endsWith("*/")) return false
  if (before.length < all.length && /\/\/.*$/.test(before)) return false
  if (before.endsWith(".") && !before.endsWith("...")) return true
  if (change.test(after)) return after.startsWith("=") && /(?:^|[^\w$.])(?:const|let)$/.test(before)
  if (/(?:\+\+|--)$/.test(before)) return false
  // Whatever ends a part of a pattern.
  return !/^(?:[,\]})]|(?:of|in)\b|$)/.test(after) || isInCall(before, after, isStart)
}

/** Is it an argument of a call, in a condition, or an index: in brackets that are no pattern? */
function isInCall(before: string, after: string, isStart: boolean): boolean {
  let depth = 0
  for (let at = before.length - 1; at >= 0; at--) {
    const char = before[at]!
    if ("\"'`/".includes(char)) return false
    if (")]}".includes(char)) depth++
    if (!"([{".includes(char) || depth-- > 0) continue
    const head = before.slice(0, at).trimEnd()
    if (char === "{") return /(?:^|[^\w$.])(?:import|export)$/.test(head)
    if (char === "[") return /[\w$\]]$/.test(head) && !listFollows.test(head)
    if (/(?:^|[^\w$.])(?:for|await)$/.test(head)) return false
    // Alone in its brackets it may still be assigned: `(a) = 1`.
    const closed = at === before.length - 1 && after.startsWith(")") ? after.slice(1).trimStart() : undefined
    return closed === undefined || !(change.test(closed) || /^[)\]},/]/.test(closed))
  }
  return isStart
}
