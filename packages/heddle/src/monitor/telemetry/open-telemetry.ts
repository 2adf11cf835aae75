import { createRequire } from "node:module"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { listen } from "../../core/events/index.ts"
import type { ErrorText, StageEvent, TaskSpanEvent } from "../../core/events/index.ts"
import { HeddleError, OptionError, ownModule } from "../../core/errors/index.ts"
import { boolean, knownKeys } from "../../core/options/index.ts"
import { provideTraceparent } from "../../core/task/index.ts"

/** What OpenTelemetry calls a span's place in its trace. */
export interface SpanContext {
  readonly traceId: string
  readonly spanId: string
  readonly traceFlags: number
  readonly isRemote?: boolean | undefined
}

/** As much of a span as is used here. */
export interface OpenTelemetrySpan {
  spanContext(): SpanContext
  setStatus(status: { readonly code: number; readonly message?: string }): unknown
  recordException(error: ErrorText): void
  end(at?: number): void
}

/** As much of the package @opentelemetry/api (1.x) as is used here. */
export interface OpenTelemetryApi {
  readonly context: { active(): unknown }
  readonly trace: {
    getTracer(name: string): {
      startSpan(
        name: string,
        options: { readonly startTime: number; readonly attributes: Record<string, string | number> },
        parent: never,
      ): OpenTelemetrySpan
    }
    getSpan(context: never): OpenTelemetrySpan | undefined
    setSpanContext(context: never, span: SpanContext): unknown
  }
  readonly ROOT_CONTEXT: unknown
}

export interface OpenTelemetryOptions {
  /** `import * as api from "@opentelemetry/api"`. Default: the package as it is installed beside the program. */
  readonly api?: OpenTelemetryApi
  /** Tasks that are part of no trace begin traces of their own. @default false: they are left out */
  readonly untraced?: boolean
}

/** OpenTelemetry's SpanStatusCode.ERROR. */
const failed = 2
/** Errors that wait for the spans of their tasks. */
const mostErrors = 1000

/**
 * Makes tasks part of OpenTelemetry's traces: what is submitted carries the active span to its workers, and each span of a
 * task, and each stage of an array, a frame or a kernel, becomes one of its children. Gives what ends that.
 *
 * Rejects with HeddleError where the package `@opentelemetry/api` is not installed.
 *
 * @example
 * ```ts skip it needs an SDK that takes the spans
 * import { openTelemetry } from "heddle/monitor"
 * const off = await openTelemetry()
 * off()
 * ```
 */
export async function openTelemetry(options: OpenTelemetryOptions = {}): Promise<() => void> {
  knownKeys(options, ["api", "untraced"])
  const untraced = boolean("untraced", options.untraced ?? false)
  const api = options.api ?? (await loadApi())
  if (typeof api.trace?.getTracer !== "function") throw new OptionError("api", "@opentelemetry/api", api)
  const tracer = api.trace.getTracer("heddle")
  const errors = new Map<string, ErrorText>()

  const active = (): SpanContext | undefined => {
    const span = api.trace.getSpan(api.context.active() as never)?.spanContext()
    return span === undefined || /^0*$/.test(span.traceId) ? undefined : span
  }
  const ends = [
    provideTraceparent(() => {
      const span = active()
      return span && `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, "0")}`
    }),
    listen("error", ({ worker, id, error }) => {
      if (errors.size >= mostErrors) errors.delete(errors.keys().next().value!)
      if (worker !== undefined && id !== undefined) errors.set(`${worker} ${id}`, error)
    }),
    listen("task", (event) => taskSpan(event)),
    listen("stage", (event) => {
      if (event.change === "ended" && event.source === undefined && active() !== undefined) stageSpan(event)
    }),
  ]

  function taskSpan({ name, at, ms, traceparent, pool, worker, id, count, failed: fails }: TaskSpanEvent): void {
    if (traceparent === undefined && !untraced) return
    const attributes = { "heddle.pool": pool, "heddle.worker": worker, "heddle.task": id, "heddle.tasks": count }
    const parent = traceparent === undefined ? api.ROOT_CONTEXT : parentOf(traceparent)
    const span = tracer.startSpan(name, { startTime: at, attributes }, parent as never)
    if (fails > 0) tellFailures(span, worker, id, count)
    span.end(at + ms)
  }

  function tellFailures(span: OpenTelemetrySpan, worker: string, id: number, count: number): void {
    span.setStatus({ code: failed })
    for (let i = 0; i < count; i++) {
      const error = errors.get(`${worker} ${id + i}`)
      if (error === undefined) continue
      span.recordException(error)
      span.setStatus({ code: failed, message: error.message })
      errors.delete(`${worker} ${id + i}`)
    }
  }

  function stageSpan({ of, label, at, ms = 0, error }: StageEvent): void {
    const attributes = { "heddle.stage": of }
    const span = tracer.startSpan(label, { startTime: at, attributes }, api.context.active() as never)
    if (error !== undefined) {
      span.recordException(error)
      span.setStatus({ code: failed, message: error.message })
    }
    span.end(at + ms)
  }

  function parentOf(traceparent: string): unknown {
    const [, traceId, spanId, flags] = traceparent.split("-") as [string, string, string, string]
    const span = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
    return api.trace.setSpanContext(api.ROOT_CONTEXT as never, span)
  }

  return () => {
    for (const end of ends) end()
  }
}

/** From beside this library, or from the program's folder. Its state is the same for all copies. */
async function loadApi(): Promise<OpenTelemetryApi> {
  for (const from of [ownModule, path.resolve("index.js")]) {
    try {
      const file = createRequire(from).resolve("@opentelemetry/api")
      return (await import(pathToFileURL(file).href)) as OpenTelemetryApi
    } catch {
      // Not installed there.
    }
  }
  throw new HeddleError("the package @opentelemetry/api is not installed", {
    hint: "npm install @opentelemetry/api, and an SDK that takes the spans",
  })
}
