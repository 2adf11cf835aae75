import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { HeddleError } from "../../../core/errors/index.ts"
import type { Snapshot } from "../board/index.ts"

/** The page's scripts, each before those that use it. */
const scripts = [
  "words",
  "dom",
  "colours",
  "state",
  "summary",
  "stream-view",
  "stream-drawing",
  "stream",
  "progress",
  "workers",
  "charts",
  "errors",
  "lists",
  "main",
] as const

/** One HTML file, with the policy that lets nothing run but its own script. */
export interface Page {
  readonly text: string
  readonly policy: string
}

interface Parts {
  readonly frame: string
  readonly style: string
  readonly script: string
  readonly policy: string
}

let parts: Parts | undefined

/** The page that asks for messages. */
export function livePage(): Page {
  const { policy } = load()
  return { text: pageWith(""), policy: `${policy}; connect-src 'self'; form-action 'self'; frame-ancestors 'none'` }
}

/** The page with its data, which asks nobody. */
export function reportPage(snapshot: Snapshot): Page {
  // Script elements end at "</script", in whatever they stand.
  const data = JSON.stringify(snapshot).replaceAll("<", String.raw`\u003c`)
  const { policy } = load()
  const own = `<meta http-equiv="content-security-policy" content="${policy}">`
  return { text: pageWith(`<script type="application/json" id="data">${data}</script>`, own), policy }
}

function pageWith(data: string, policy = ""): string {
  const { frame, style, script } = load()
  const inserted: Readonly<Record<string, string>> = {
    policy,
    style: `<style>${style}</style>`,
    data,
    script: `<script>${script}</script>`,
  }
  return frame.replaceAll(/<!-- insert (\w+) -->/g, (_, name: string) => inserted[name] ?? "")
}

function load(): Parts {
  return (parts ??= read())
}

function read(): Parts {
  const folder = new URL("./browser/", import.meta.url)
  const own = (name: string): string => readFileSync(new URL(name, folder), "utf8")
  const chart = (name: string): string => readFileSync(fileURLToPath(import.meta.resolve(`uplot/dist/${name}`)), "utf8")
  try {
    const style = chart("uPlot.min.css") + own("page.css")
    const script = `${chart("uPlot.iife.min.js")}\n(() => {\n"use strict"\n${scripts.map((name) => joined(own(`${name}.js`))).join("\n")}\n})()`
    const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; img-src data:; base-uri 'none'`
    return { frame: own("page.html"), style, script, policy }
  } catch (error) {
    throw new HeddleError("the dashboard's page is not where the package has it", {
      cause: error,
      hint: "a bundler has to leave `heddle` and `uplot` out (external): they read files of their own",
    })
  }
}

/** One script of many: they have no name twice, so that their imports and exports can go. */
function joined(text: string): string {
  return text.replaceAll(/^import [^;]*?from "[^"]+"\n/gm, "").replaceAll(/^export /gm, "")
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`
}
