/** A way in which programs that use heddle are run. */
export interface Environment {
  readonly name: string
  readonly node: "current" | "22" | "24"
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** How the program is made; `source` runs the TypeScript files as they are. */
  readonly build:
    | "source"
    | "esbuild-commonjs"
    | "tsc-commonjs"
    | "minified-commonjs"
    | "bundle"
    | "bundle-es2015"
    | "minified-bundle"
    | "minified-names"
    | "rolldown"
    | "vitest"
  /** Cases that come out differently here, with the reason. Any other difference is a failure. */
  readonly differs?: Readonly<Record<string, string>>
}

const lexicalThis = { "the this around an arrow function": "load-time capture reads it" }
const byValue = {
  "an instance of an imported class with private fields":
    "a worker cannot import the class from here: it goes by value",
  "an instance of a subclass of an imported class with private fields":
    "a worker cannot import the class from here: it goes by value",
}
const bundled = {
  ...byValue,
  "import.meta and import() work as they do in the file":
    "the file is the bundle, and the module that is imported is not beside it",
  "the stack of an error shows the line of the source":
    "positions are the bundle's: it has no source map beside it in the worker",
}

const minified = {
  ...bundled,
  "a stream deep in an object": "names are shortened",
  "a captured variable that the function assigns": "names are shortened",
  "an open file": "names are shortened",
}

export const environments: readonly Environment[] = [
  { name: "Node 22, type stripping", node: "22", build: "source" },
  { name: "Node 24, type stripping", node: "24", build: "source" },
  { name: "Node 26, type stripping", node: "current", build: "source" },
  { name: "Node 22, heddle/register", node: "22", build: "source", flags: ["REGISTER"], differs: lexicalThis },
  { name: "Node 24, heddle/register", node: "24", build: "source", flags: ["REGISTER"], differs: lexicalThis },
  { name: "Node 26, heddle/register", node: "current", build: "source", flags: ["REGISTER"], differs: lexicalThis },
  {
    name: "Node 26, --permission and heddle/register",
    node: "current",
    build: "source",
    flags: ["--permission", "--allow-fs-read=*", "--allow-worker", "REGISTER"],
    differs: lexicalThis,
  },
  {
    name: "Node 26, --permission --allow-inspector",
    node: "current",
    build: "source",
    flags: ["--permission", "--allow-fs-read=*", "--allow-worker", "--allow-inspector"],
  },
  { name: "Node 26, --inspect", node: "current", build: "source", flags: ["--inspect=0"] },
  { name: "Node 26, NODE_V8_COVERAGE", node: "current", build: "source", env: { NODE_V8_COVERAGE: "COVERAGE" } },
  {
    name: "Node 26, --disallow-code-generation-from-strings",
    node: "current",
    build: "source",
    flags: ["--disallow-code-generation-from-strings"],
  },
  { name: "tsx, Node 22", node: "22", build: "source", flags: ["TSX"] },
  { name: "tsx, Node 26", node: "current", build: "source", flags: ["TSX"] },
  { name: "CommonJS by esbuild, Node 22", node: "22", build: "esbuild-commonjs" },
  { name: "CommonJS by esbuild, Node 26", node: "current", build: "esbuild-commonjs" },
  { name: "CommonJS by tsc, Node 22", node: "22", build: "tsc-commonjs" },
  { name: "CommonJS by tsc, Node 26", node: "current", build: "tsc-commonjs" },
  { name: "one-file bundle, Node 22", node: "22", build: "bundle", differs: bundled },
  { name: "one-file bundle, Node 26", node: "current", build: "bundle", differs: bundled },
  { name: "minified bundle, Node 26", node: "current", build: "minified-bundle", differs: minified },
  {
    name: "vitest, forks",
    node: "current",
    build: "vitest",
    env: { HEDDLE_VITEST_POOL: "forks" },
    differs: byValue,
  },
  {
    name: "vitest, threads",
    node: "current",
    build: "vitest",
    env: { HEDDLE_VITEST_POOL: "threads" },
    differs: byValue,
  },
]
