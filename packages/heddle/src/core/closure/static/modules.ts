import type { AnyNode, Program } from "acorn"
import { boundNames, isClass, isFunction } from "./tree.ts"

/** What a local name of a module was imported as. */
export interface ImportBinding {
  readonly specifier: string
  /** The exported name; `"default"`, or `"*"` for the namespace. */
  readonly name: string
  /** `with { type: "json" }`. */
  readonly attributes: Readonly<Record<string, string>> | undefined
}

/** The module's face, as its text declares it. */
export interface ModuleTable {
  readonly imports: ReadonlyMap<string, ImportBinding>
  /** Exported name by local name. */
  readonly exports: ReadonlyMap<string, string>
  /** The function or class expression of `export default`, if it is one without a name. */
  readonly defaultExport: AnyNode | undefined
  /** Every module that is loaded with this one: imports and re-exports. */
  readonly dependencies: readonly string[]
}

/** Reads the import and export statements of a script. */
export function readModuleTable(program: Program): ModuleTable {
  const imports = new Map<string, ImportBinding>()
  const exports = new Map<string, string>()
  const dependencies: string[] = []
  let defaultExport: AnyNode | undefined
  for (const node of program.body) {
    switch (node.type) {
      case "ImportDeclaration": {
        const specifier = String(node.source.value)
        const attributes = node.attributes.length
          ? Object.fromEntries(node.attributes.map((each) => [nameOf(each.key), String(each.value.value)]))
          : undefined
        dependencies.push(specifier)
        for (const each of node.specifiers) {
          const name =
            each.type === "ImportDefaultSpecifier"
              ? "default"
              : each.type === "ImportNamespaceSpecifier"
                ? "*"
                : nameOf(each.imported)
          imports.set(each.local.name, { specifier, name, attributes })
        }
        break
      }
      case "ExportNamedDeclaration":
        if (node.source) dependencies.push(String(node.source.value))
        else for (const each of node.specifiers) exports.set(nameOf(each.local), nameOf(each.exported))
        if (node.declaration?.type === "VariableDeclaration") {
          for (const declarator of node.declaration.declarations)
            for (const name of boundNames(declarator.id)) exports.set(name.name, name.name)
        } else if (node.declaration) exports.set(node.declaration.id.name, node.declaration.id.name)
        break
      case "ExportAllDeclaration":
        dependencies.push(String(node.source.value))
        break
      case "ExportDefaultDeclaration": {
        const value = node.declaration
        if (value.type === "Identifier") exports.set(value.name, "default")
        else if (value.type === "FunctionDeclaration" || value.type === "ClassDeclaration") {
          if (value.id) exports.set(value.id.name, "default")
          else defaultExport = value
        } else if (isFunction(value) || isClass(value)) defaultExport = value
        break
      }
      default:
    }
  }
  return { imports, exports, defaultExport, dependencies }
}

function nameOf(node: AnyNode): string {
  if (node.type === "Identifier") return node.name
  return node.type === "Literal" ? String(node.value) : ""
}
