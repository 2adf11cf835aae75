import type { Program } from "acorn"
import { readModuleTableOfText } from "./imports-of-text.ts"
import { readModuleTable } from "./modules.ts"
import type { ModuleTable } from "./modules.ts"
import { parseFunctionText, parseScript } from "./parse.ts"
import { lineStarts, offsetAt, positionAt } from "./position.ts"
import type { Position } from "./position.ts"
import { resolveNames } from "./resolve.ts"
import type { Resolution } from "./resolve.ts"
import type { Scope } from "./scope.ts"
import type { Unit } from "./unit.ts"

/** A script as V8 holds it. */
export interface Script {
  /** V8's id; unique in this thread. */
  readonly id: string
  /** `file:` URL of a module, path of a CommonJS file, anything for code made at run time, `""` if nothing is known. */
  readonly url: string
  readonly source: string
  readonly isModule: boolean
  readonly sourceMapUrl: string | undefined
  /** Where its first character is said to be, if that is not 0:0: revived code, for one. */
  readonly origin?: Position
}

/** A function or class found in a script, with what is known of the text around it. */
export interface Located {
  readonly unit: Unit
  readonly analysis: Analysis
}

/** Whole scripts above this size are not parsed (80 ms for 234 KB, 2 s for 9 MB): only the functions that are sent. */
export const wholeScriptLimit: number = 300 * 1024

const analyses = new Map<string, ScriptAnalysis>()

/** What the text of a script says; computed once for each script. */
export function analyse(script: Script): ScriptAnalysis {
  let analysis = analyses.get(script.id)
  if (analysis === undefined) analyses.set(script.id, (analysis = new ScriptAnalysis(script)))
  return analysis
}

/** A syntax tree with its names resolved: of a whole script, or of one function of a huge one. */
export interface Analysis {
  readonly script: Script
  readonly root: Scope
  readonly units: readonly Unit[]
  /** What to add to a node's offset to get the offset in the script. */
  readonly shift: number
  /** True if the text around the function was not read: where a name is declared is not known then. */
  readonly partial: boolean
}

/** A whole script. */
export interface WholeAnalysis extends Analysis {
  readonly program: Program
  readonly modules: ModuleTable
}

/** What the text of one script says, read as far as it is asked for. */
export class ScriptAnalysis {
  readonly script: Script
  readonly lineStarts: readonly number[]
  readonly #located = new Map<string, Located | undefined>()
  readonly #alone = new Map<string, Located | undefined>()
  #whole: WholeAnalysis | undefined
  #modules: ModuleTable | undefined

  constructor(script: Script) {
    this.script = script
    this.lineStarts = lineStarts(script.source)
  }

  /** Imports and exports. */
  get modules(): ModuleTable {
    if (this.#modules === undefined) {
      if (!this.script.isModule)
        this.#modules = { imports: new Map(), exports: new Map(), defaultExport: undefined, dependencies: [] }
      else if (this.isHuge) this.#modules = readModuleTableOfText(this.script.source)
      else this.#modules = this.whole.modules
    }
    return this.#modules
  }

  get isHuge(): boolean {
    return this.script.source.length > wholeScriptLimit
  }

  /** The whole script. Slow the first time. */
  get whole(): WholeAnalysis {
    if (this.#whole === undefined) {
      const { program, shift } = parseScript(this.script.source, this.script.isModule)
      const resolution = resolveNames(program, this.script.source, this.script.isModule)
      this.#whole = { ...this.#describe(resolution, shift, false), program, modules: readModuleTable(program) }
    }
    return this.#whole
  }

  /**
   * The unit at the place that V8 gives for a function, whose text is `text()`. A place is found once: V8 never has two
   * functions at one. Undefined if the text is not there (a script that rewrote itself, or no source).
   */
  locate(place: Position, text: () => string): Located | undefined {
    const key = `${place.line}:${place.column}`
    if (this.#located.has(key)) return this.#located.get(key)
    const offset = offsetAt(this.lineStarts, this.#withoutOrigin(place))
    const located = this.isHuge ? this.#locateByText(offset, text()) : this.#locateInWhole(offset, text())
    this.#located.set(key, located)
    return located
  }

  /**
   * The same, of which only the function's own text need be read: where the names around it are declared may not be known.
   * A tenth of the time, and less in large files.
   */
  locateAlone(place: Position, text: () => string): Located | undefined {
    const key = `${place.line}:${place.column}`
    let located = this.#alone.get(key)
    if (located !== undefined) return located
    if (this.isHuge || this.#whole !== undefined) return this.locate(place, text)
    try {
      // Strictness may come from a function around it.
      const isPlain = this.#startsStrict || !/["']use strict["']/.test(this.script.source)
      located = isPlain ? this.#locateByText(offsetAt(this.lineStarts, this.#withoutOrigin(place)), text()) : undefined
    } catch {
      // Some texts can only stand where they stand: `import.meta`.
    }
    located ??= this.locate(place, text)
    this.#alone.set(key, located)
    return located
  }

  get #startsStrict(): boolean {
    return this.script.isModule || /^\s*(["'])use strict\1/.test(this.script.source)
  }

  /** The place of an offset, as V8 would tell it. */
  placeAt(offset: number): Position {
    const { line, column } = positionAt(this.lineStarts, offset)
    const { origin } = this.script
    if (origin === undefined) return { line, column }
    return { line: line + origin.line, column: line === 0 ? column + origin.column : column }
  }

  #withoutOrigin({ line, column }: Position): Position {
    const { origin } = this.script
    if (origin === undefined) return { line, column }
    return { line: line - origin.line, column: line === origin.line ? column - origin.column : column }
  }

  #locateInWhole(offset: number, text: string): Located | undefined {
    const { source } = this.script
    const whole = this.whole
    let best: Unit | undefined
    for (const unit of whole.units) {
      const start = unit.start + whole.shift
      const end = unit.end + whole.shift
      if (start > offset || end < offset || end - start !== text.length) continue
      if (best !== undefined && best.end - best.start <= unit.end - unit.start) continue
      if (source.startsWith(text, start)) best = unit
    }
    return best && { unit: best, analysis: whole }
  }

  #locateByText(offset: number, text: string): Located | undefined {
    const start = this.script.source.lastIndexOf(text, offset)
    if (start === -1 || start + text.length < offset) return undefined
    const strict = this.#startsStrict
    const { program, shift } = parseFunctionText(text, start, strict)
    const resolution = resolveNames(program, " ".repeat(Math.max(0, start - shift)) + text, strict)
    const unit = resolution.units.find(
      (each) => each.start + shift === start && each.end + shift === start + text.length,
    )
    return unit && { unit, analysis: this.#describe(resolution, shift, true) }
  }

  #describe(resolution: Resolution, shift: number, partial: boolean): Analysis {
    return { script: this.script, root: resolution.root, units: resolution.units, shift, partial }
  }
}
