import { styleText } from "node:util"
import type { ProcessLook, ThreadLook } from "../../core/backend/index.ts"
import { counted, onOneLine, sizeText, span } from "../words.ts"
import { linesOf } from "./stack.ts"

/** A look at a program, and when it was, in ms. */
export interface Moment {
  readonly at: number
  readonly looks: readonly ProcessLook[]
}

interface Row {
  readonly process: ProcessLook
  readonly thread: ThreadLook
  /** Of one processor, from 0 to 1. */
  readonly cpu: number | undefined
  /** Tasks a second. */
  readonly rate: number | undefined
}

const widths = [22, 9, 9, 7, 6, 10, 9] as const
/** Where the state begins in a line. */
const stateFrom = widths[0] + widths[1] + 2
const heads = ["WORKER", "THREAD", "STATE", "CPU", "HEAP", "TASKS", "TASKS/S"] as const

/** The table of a program; with the look before, what happened since. `columns`: no line is longer. */
export function tableOf(now: Moment, before: Moment | undefined, columns: number, color: boolean): string {
  const rows = now.looks.flatMap((process) => process.threads.map((thread) => rowOf(process, thread, now.at, before)))
  const [root] = now.looks
  const busy = rows.filter(({ thread }) => thread.work?.busy === true).length
  const workers = rows.filter(({ thread }) => thread.work !== undefined).length
  const memory = now.looks.reduce((sum, { rss }) => sum + rss, 0)
  const head = [
    `${root!.pid}  ${onOneLine(root!.program)}`,
    `up ${span(root!.uptime / 1000)}  Node ${root!.node.slice(1)}  ${counted(workers, "worker", "workers")}, ${busy} busy  ${counted(now.looks.length, "process", "processes")}  ${sizeText(memory)} memory`,
    "",
    `${heads.map((text, i) => cell(text, i)).join(" ")}  NOW`,
  ].map((line) => line.slice(0, columns))
  const lines = rows.map((row) => lineOf(row, columns, color))
  return [...head.slice(0, 3), paint("bold", head[3]!, color), ...lines].join("\n")
}

function rowOf(process: ProcessLook, thread: ThreadLook, at: number, before: Moment | undefined): Row {
  const old = before?.looks
    .find(({ pid }) => pid === process.pid)
    ?.threads.find(({ threadId }) => threadId === thread.threadId)
  if (before === undefined || old === undefined) return { process, thread, cpu: undefined, rate: undefined }
  const ms = at - before.at
  // Both wrap.
  const since = (now: number | undefined, then: number | undefined): number | undefined =>
    now === undefined || then === undefined ? undefined : (now - then) >>> 0
  const tasks = since(thread.work?.tasks, old.work?.tasks)
  // What a task has taken is known when it has ended.
  const inTasks = tasks === 0 && thread.work?.busy === true ? undefined : since(thread.work?.micros, old.work?.micros)
  const micros = since(thread.cpu, old.cpu) ?? inTasks
  return {
    process,
    thread,
    cpu: micros === undefined ? undefined : micros / 1000 / ms,
    rate: tasks === undefined ? undefined : (tasks * 1000) / ms,
  }
}

function lineOf({ process, thread, cpu, rate }: Row, columns: number, color: boolean): string {
  const { name, threadId, stack, heap, work } = thread
  const state = stateOf(thread)
  const cells = [
    onOneLine(name),
    threadId === 0 ? `${process.pid}` : `${process.pid}/${threadId}`,
    state,
    cpu === undefined ? "" : `${Math.round(cpu * 100)} %`,
    heap === undefined ? "" : sizeText(heap),
    work === undefined ? "" : work.tasks.toLocaleString("en"),
    rate === undefined || work === undefined ? "" : rateText(rate),
  ].map((text, i) => cell(text, i))
  const style = state === "busy" ? "green" : state === "idle" ? "dim" : "yellow"
  const now = stack === undefined ? "" : nowText(stack)
  const line = `${cells.join(" ")}  ${now}`.slice(0, columns).trimEnd()
  const [from, to] = [stateFrom, stateFrom + state.length]
  return `${line.slice(0, from)}${paint(style, line.slice(from, to), color)}${line.slice(to)}`
}

/** Names to the left, numbers to the right. */
function cell(text: string, column: number): string {
  const width = widths[column]!
  return column < 3 ? text.slice(0, width).padEnd(width) : text.padStart(width)
}

function stateOf({ stack, work }: ThreadLook): "busy" | "idle" | "no answer" {
  if (stack === undefined) return "no answer"
  return stack !== "" || work?.busy === true ? "busy" : "idle"
}

function rateText(rate: number): string {
  return rate >= 100 ? Math.round(rate).toLocaleString("en") : rate.toFixed(1)
}

/** The innermost function of the program's own. */
function nowText(stack: string): string {
  if (stack === "") return ""
  const lines = linesOf(stack)
  const own = lines.find(({ isProgram }) => isProgram) ?? lines[0]
  return own === undefined ? "" : `${onOneLine(own.name)}  ${onOneLine(own.where)}`
}

function paint(style: "bold" | "green" | "dim" | "yellow", text: string, color: boolean): string {
  return color ? styleText(style, text, { validateStream: false }) : text
}

/** The programs that can be looked at. */
export function listOf(programs: readonly (readonly ProcessLook[])[]): string {
  if (programs.length === 0) return "no program of yours has a pool of heddle's now"
  const lines = programs.map((looks) => {
    const [root] = looks
    const threads = looks.flatMap((look) => look.threads)
    const workers = threads.filter(({ work }) => work !== undefined)
    const busy = workers.filter(({ work }) => work!.busy).length
    const memory = sizeText(looks.reduce((sum, { rss }) => sum + rss, 0))
    return row(
      `${root!.pid}`,
      span(root!.uptime / 1000),
      `${workers.length}`,
      `${busy}`,
      memory,
      onOneLine(root!.program),
    )
  })
  return [row("PID", "UP", "WORKERS", "BUSY", "MEMORY", "PROGRAM"), ...lines].join("\n")
}

function row(...[pid, up, workers, busy, memory, program]: readonly string[]): string {
  return `${pid!.padStart(8)} ${up!.padStart(8)} ${workers!.padStart(8)} ${busy!.padStart(5)} ${memory!.padStart(7)}  ${program}`
}
