import { styleText } from "node:util"
import type { Finding } from "./check.ts"

const marks = {
  ok: ["ok", "green"],
  warn: ["warn", "yellow"],
  fail: ["FAIL", "red"],
} as const

const widest = "temporary folder".length

/** A finding as it stands in the list, with what to do on a line of its own. */
export function line({ name, status, text, fix }: Finding, stream: NodeJS.WritableStream = process.stdout): string {
  const [mark, color] = marks[status]
  const head = `${styleText(color, mark.padEnd(4), { stream })}  ${name.padEnd(widest)}  `
  const indent = " ".repeat(4 + 2 + widest + 2)
  return `${head}${text}\n${fix === undefined ? "" : `${indent}fix: ${fix}\n`}`
}

/** What all of it means. */
export function verdict(findings: readonly Finding[]): string {
  const count = (status: Finding["status"]): number => findings.filter((one) => one.status === status).length
  const [failed, warned] = [count("fail"), count("warn")]
  if (failed > 0) return `${failed} of ${findings.length} checks failed`
  return warned === 0 ? "all is well" : `all works; ${warned} ${warned === 1 ? "thing" : "things"} could be better`
}
