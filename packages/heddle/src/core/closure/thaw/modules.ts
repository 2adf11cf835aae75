import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import vm from "node:vm"
import { quietly } from "./quietly.ts"
import { fileOfName } from "./name-in-worker.ts"

let loader: number | undefined

/** The `import()` of code compiled by `vm`: relative to its file name, through the loader that loaded this module. */
export function defaultLoader(): number {
  if (loader !== undefined) return loader
  const importModuleDynamically = (loader = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER)
  // Its first use warns that it is experimental, at once and only once: nothing the user could act on.
  quietly((): unknown => vm.compileFunction("import('node:vm')", [], { importModuleDynamically })())
  return loader
}

type Importer = (specifier: string, options?: ImportCallOptions) => Promise<object>

const importers = new Map<string, Importer>()

/** `import()` as it works in a file: bare and relative specifiers resolve as they do there. */
export function importerOf(file: string): Importer {
  let importer = importers.get(file)
  if (importer === undefined) {
    const compiled: unknown = vm.compileFunction("return import(s,o)", ["s", "o"], {
      filename: urlOf(file),
      importModuleDynamically: defaultLoader(),
    })
    importers.set(file, (importer = compiled as Importer))
  }
  return importer
}

const namespaces = new Map<string, object>()

/** A module's namespace, if it was imported already. */
export function loadedNamespace(from: string, specifier: string): object | undefined {
  return namespaces.get(`${from}\n${specifier}`)
}

/** Imports a module and remembers its namespace. */
export async function loadNamespace(from: string, specifier: string, attributes?: ImportAttributes): Promise<void> {
  namespaces.set(`${from}\n${specifier}`, await importerOf(from)(specifier, attributes && { with: attributes }))
}

/** `require` as it works in a file. */
export function requireOf(file: string): NodeJS.Require {
  return createRequire(urlOf(file))
}

/** The `import.meta` that code of a file sees. `main` is false: a worker never runs the program's entry. */
export function importMetaOf(file: string, env: unknown): object {
  const url = urlOf(file)
  const filename = url.startsWith("file:") ? fileURLToPath(url) : undefined
  return {
    url,
    ...(filename === undefined ? undefined : { filename, dirname: path.dirname(filename) }),
    ...(env === undefined ? undefined : { env }),
    main: false,
    resolve: (specifier: string): string => resolve(specifier, file),
  }
}

function resolve(specifier: string, file: string): string {
  if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, urlOf(file)).href
  if (URL.canParse(specifier)) return specifier
  const found = requireOf(file).resolve(specifier)
  return path.isAbsolute(found) ? pathToFileURL(found).href : found
}

/** What a vite server calls a file: below its root, which is where it runs, or `/@fs/` and the path. */
export function viteImporterOf(file: string): Importer {
  return (specifier) => {
    if (specifier.startsWith("/@fs/")) return importerOf(file)(pathToFileURL(specifier.slice(4)).href)
    if (!specifier.startsWith("/")) return importerOf(file)(specifier)
    const below = path.join(process.cwd(), specifier)
    return importerOf(file)(pathToFileURL(specifier.startsWith(process.cwd()) ? specifier : below).href)
  }
}

function urlOf(file: string): string {
  const name = fileOfName(file)
  if (/^(?:file|data|node|https?):/.test(name)) return name.startsWith("file:") ? name.split(/[?#]/)[0]! : name
  return pathToFileURL(path.isAbsolute(name) ? name : path.resolve("[code]")).href
}
