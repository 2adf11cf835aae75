import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import * as api from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { compute, currentTask, delayed, OptionError, parallel, Pool } from "heddle"
import * as da from "heddle/array"
import { currentTraceparent, on, openTelemetry, withTraceparent } from "heddle/monitor"
import type { OpenTelemetryApi } from "heddle/monitor"
import { get, remote } from "heddle/remote"
import type { ActorHandle } from "heddle/remote"

const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
const other = "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203332-00"

for (const backend of ["threads", "processes", "async", "inline"] as const) {
  describe(`trace context (${backend})`, () => {
    it("goes to the tasks that are submitted in it, and to no others", async () => {
      await using pool = new Pool({ workers: 1, backend })
      const seen = (): string | undefined => currentTask().traceparent
      const [first, none, second] = await Promise.all([
        withTraceparent(trace, () => pool.submit(seen)),
        pool.submit(seen),
        withTraceparent(other, () => pool.submit(seen)),
      ])
      assert.deepEqual([first, none, second], [trace, undefined, other])
    })

    it("holds after awaits, for map, imap, broadcast, parallel and graphs", async () => {
      await using pool = new Pool({ workers: 1, backend })
      const seen = (x: number): string | undefined => (x > 0 ? currentTask().traceparent : undefined)
      await withTraceparent(trace, async () => {
        await Promise.resolve()
        assert.deepEqual(await pool.map(seen, [1, 2, 3]), [trace, trace, trace])
        assert.deepEqual(await Array.fromAsync(pool.imap(seen, [1])), [trace])
        assert.deepEqual(await pool.broadcast(seen, 1), [trace])
        const calls = [1, 2].map((x) => delayed(seen)(x))
        assert.deepEqual(await parallel({ backend, nJobs: 2 })(calls), [trace, trace])
        const [one] = await compute(delayed((x: string | undefined) => x)(delayed(seen)(1)))
        assert.equal(one, trace)
      })
    })

    it("goes on into what tasks submit, also after their awaits, and is in the events", async () => {
      const traces: (string | undefined)[] = []
      const off = on("task", ({ traceparent }) => traces.push(traceparent))
      {
        await using pool = new Pool({ workers: 1, backend })
        const inner = await withTraceparent(trace, () =>
          pool.submit(async () => {
            const { Pool: Own, currentTask: task } = await import("heddle")
            const { currentTraceparent: current } = await import("heddle/monitor")
            await using own = new Own({ workers: 1, backend: "inline" })
            return [current(), await own.submit(() => task().traceparent)]
          }),
        )
        assert.deepEqual(inner, [trace, trace])
      }
      off()
      assert.deepEqual(traces, [trace, trace])
    })
  })
}

it("tasks and actors of remote are part of a trace, and what they call themselves", async () => {
  const inner = remote(() => currentTask().traceparent)
  const Seen = remote(
    class Seen {
      now(): string | undefined {
        return currentTask().traceparent
      }
    },
  )
  const actor = Seen.remote()
  const outer = remote(async (other: ActorHandle<{ now(): string | undefined }>) => [
    currentTask().traceparent,
    await get(inner.remote()),
    await get(other.now.remote()),
  ])
  const traced = withTraceparent(trace, () => [inner.remote(), actor.now.remote(), outer.remote(actor)] as const)
  const [none, another] = [actor.now.remote(), withTraceparent(other, () => actor.now.remote())]
  assert.deepEqual(await get([...traced, none, another]), [trace, trace, [trace, trace, trace], undefined, other])
})

it("there is no trace outside of one, and what is none is refused", () => {
  assert.equal(currentTraceparent(), undefined)
  assert.equal(withTraceparent(trace, currentTraceparent), trace)
  for (const wrong of ["", "00-1-1-01", `00-${"0".repeat(32)}-b7ad6b7169203331-01`, `ff${trace.slice(2)}`]) {
    assert.throws(() => withTraceparent(wrong, () => 1), OptionError)
  }
})

describe("openTelemetry", () => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  let off: () => void
  before(async () => {
    api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    api.trace.setGlobalTracerProvider(provider)
    off = await openTelemetry({ api: api as unknown as OpenTelemetryApi })
  })
  after(async () => {
    off()
    await provider.shutdown()
    api.trace.disable()
    api.context.disable()
  })

  it("makes tasks children of the span in which they were submitted", async () => {
    exporter.reset()
    const pool = new Pool({ workers: 1, name: "mill" })
    const parent = await api.trace.getTracer("test").startActiveSpan("request", async (span) => {
      await pool.submit(function grind() {
        return 1
      })
      span.end()
      return span.spanContext()
    })
    await pool.submit(function untraced() {})
    await pool.close()
    const spans = exporter.getFinishedSpans().filter(({ name }) => name !== "request")
    assert.deepEqual(
      spans.map(({ name, parentSpanContext, attributes }) => [
        name,
        parentSpanContext?.spanId,
        parentSpanContext?.traceId,
        attributes["heddle.pool"],
        attributes["heddle.tasks"],
      ]),
      [["grind", parent.spanId, parent.traceId, "mill", 1]],
    )
  })

  it("tells of failures", async () => {
    exporter.reset()
    const pool = new Pool({ workers: 1 })
    await api.trace.getTracer("test").startActiveSpan("request", async () => {
      await assert.rejects(
        pool.submit(function fail() {
          throw new RangeError("too far")
        }),
      )
    })
    await pool.close()
    const span = exporter.getFinishedSpans().find(({ name }) => name === "fail")!
    assert.deepEqual(span.status, { code: api.SpanStatusCode.ERROR, message: "too far" })
    assert.equal(span.events[0]!.attributes!["exception.type"], "RangeError")
  })

  it("makes the stages of an array children of the active span", async () => {
    exporter.reset()
    await api.trace.getTracer("test").startActiveSpan("request", async (span) => {
      await da.arange(1000).sum().compute()
      span.end()
    })
    const spans = exporter.getFinishedSpans()
    const request = spans.find(({ name }) => name === "request")!
    const stages = spans.filter(({ attributes }) => attributes["heddle.stage"] === "array")
    assert.ok(stages.length > 0)
    for (const { parentSpanContext } of stages) assert.equal(parentSpanContext!.spanId, request.spanContext().spanId)
  })

  it("finds the installed package by itself", async () => {
    const end = await openTelemetry()
    end()
  })
})
