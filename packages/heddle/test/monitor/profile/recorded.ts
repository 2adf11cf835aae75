/** A profile as V8 writes one: [name, line, children…] */
export type Tree = readonly [name: string, line: number, ...children: Tree[]]

interface Node {
  readonly id: number
  readonly callFrame: object
  readonly children: number[]
}

/** The text of a `.cpuprofile`: each sample names its stack, `"a b"`, and lasts a millisecond. */
export function cpuProfile(
  tree: readonly Tree[],
  samples: readonly string[],
  url: string = "file:///app/work.ts",
): string {
  const nodes: Node[] = []
  const byStack = new Map<string, number>()
  const add = ([name, line, ...children]: Tree, above: string): number => {
    const isEngine = name.startsWith("(")
    const id = nodes.length + 1
    const stack = `${above} ${name}`.trim()
    const callFrame = {
      functionName: name,
      scriptId: "1",
      url: isEngine ? "" : name.startsWith("node") ? "node:fs" : url,
      lineNumber: line - 1,
      columnNumber: isEngine ? -1 : 9,
    }
    const node = { id, callFrame, children: [] as number[] }
    nodes.push(node)
    byStack.set(stack, id)
    for (const child of children) node.children.push(add(child, name === "(root)" ? "" : stack))
    return id
  }
  add(["(root)", 0, ...tree], "")
  return JSON.stringify({
    nodes,
    startTime: 1000,
    endTime: 1000 + 1000 * samples.length,
    samples: samples.map((stack) => byStack.get(stack)!),
    timeDeltas: samples.map((_, i) => (i === 0 ? 0 : 1000)),
  })
}
