import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, HeddleError } from "heddle"
import { TaskGroup, createTask, currentSignal, shield } from "heddle/async"
import type { Future } from "heddle"
import { failure, fails, forever, settle } from "./steps.ts"

async function errorsOf(group: PromiseLike<unknown>): Promise<unknown[]> {
  const error = await failure(group)
  assert.ok(error instanceof AggregateError, String(error))
  return error.errors.map((one: unknown) => (one instanceof Error ? one.message : one))
}

describe("a task group", () => {
  it("waits for all its tasks, and their futures have the values", async () => {
    const [first, second] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()]
    let tasks: Future<number>[] = []
    const group = TaskGroup.run((each) => {
      tasks = [each.createTask(() => first.promise), each.createTask(() => second.promise)]
      return "body"
    })
    second.resolve(11)
    await tasks[1]
    assert.equal(tasks[0]!.done(), false)
    first.resolve(42)
    assert.equal(await group, "body")
    assert.deepEqual(await Promise.all(tasks), [42, 11])
  })

  it("waits at the end of an `await using` block", async () => {
    const order: string[] = []
    {
      await using group = new TaskGroup()
      void group.createTask(async () => {
        await settle()
        order.push("task")
      })
      order.push("body")
    }
    assert.deepEqual(order, ["body", "task"])
  })

  it("takes tasks while it runs, also from its tasks", async () => {
    const seen: string[] = []
    await TaskGroup.run((group) => {
      void group.createTask(async () => {
        await settle()
        void group.createTask(async () => {
          await settle()
          seen.push("grandchild")
        })
      })
    })
    assert.deepEqual(seen, ["grandchild"])
  })

  it("goes on when one of its tasks is cancelled", async () => {
    let cancelled: Future<boolean> | undefined
    let other: Future<number> | undefined
    await TaskGroup.run(async (group) => {
      cancelled = group.createTask(forever)
      await settle()
      cancelled.cancel()
      other = group.createTask(() => 11)
    })
    assert.ok(cancelled!.cancelled())
    assert.equal(await other, 11)
  })

  it("cancels the siblings of a task that fails, and the body", async () => {
    const seen: unknown[] = []
    const sibling = async (): Promise<void> => {
      await forever().catch((error: unknown) => {
        seen.push(error)
        throw error
      })
      seen.push("went on")
    }
    let task: Future<void> | undefined
    const group = TaskGroup.run(async (each) => {
      task = each.createTask(sibling)
      void each.createTask(fails("first"))
      await sibling()
    })
    assert.deepEqual(await errorsOf(group), ["first"])
    assert.equal(seen.length, 2)
    assert.ok(seen.every((error) => error instanceof CancelledError && (error.cause as Error).message === "first"))
    assert.ok(task!.cancelled())
  })

  it("tells all failures, also those of siblings on their way out", async () => {
    const group = TaskGroup.run((each) => {
      void each.createTask(async () => {
        await forever().finally(() => {
          throw new Error("clean-up")
        })
      })
      void each.createTask(fails("a"))
      void each.createTask(fails("b"))
    })
    assert.deepEqual(
      (await errorsOf(group)).toSorted((a, b) => String(a).localeCompare(String(b))),
      ["a", "b", "clean-up"],
    )
  })

  it("cancels its tasks when the body fails, and tells the body's error", async () => {
    const tasks: Future<boolean>[] = []
    const group = TaskGroup.run(async (each) => {
      tasks.push(each.createTask(forever), each.createTask(forever))
      await settle()
      throw new TypeError("body")
    })
    assert.deepEqual(await errorsOf(group), ["body"])
    assert.ok(tasks.every((task) => task.cancelled()))
  })

  it("tells the body's error that replaces its cancellation together with the task's", async () => {
    const group = TaskGroup.run(async (each) => {
      void each.createTask(fails("task"))
      await forever().finally(() => {
        throw new TypeError("body")
      })
    })
    assert.deepEqual(await errorsOf(group), ["task", "body"])
  })

  it("hands on what was thrown and is no error", async () => {
    const thrown = { no: "error" }
    const group = TaskGroup.run((each) => {
      void each.createTask(() => {
        throw thrown
      })
    })
    assert.equal(((await failure(group)) as AggregateError).errors[0], thrown)
  })

  it("is cancelled with the task that it is in, and rejects with the cancellation", async () => {
    let ended = 0
    const outer = createTask(() =>
      TaskGroup.run(async (group) => {
        for (let i = 0; i < 5; i++) {
          void group.createTask(async () => {
            try {
              await forever()
            } finally {
              ended++
            }
          })
        }
        await forever()
      }),
    )
    await settle()
    outer.cancel()
    await assert.rejects(outer, CancelledError)
    assert.equal(ended, 5)
    assert.ok(outer.cancelled())
  })

  it("rejects with its failures although it was cancelled from outside too", async () => {
    const outer = createTask(() =>
      TaskGroup.run(async () => {
        try {
          await forever()
        } catch {
          throw new TypeError("instead")
        }
      }),
    )
    await settle()
    outer.cancel()
    assert.deepEqual(await errorsOf(outer), ["instead"])
  })

  it("may be nested: the outer one cancels the inner one", async () => {
    const inner: Future<boolean>[] = []
    const group = TaskGroup.run(async (outer) => {
      void outer.createTask(async () => {
        await settle()
        throw new Error("outer")
      })
      await TaskGroup.run((each) => {
        inner.push(each.createTask(forever))
      })
    })
    assert.deepEqual(await errorsOf(group), ["outer"])
    assert.ok(inner[0]!.cancelled())
  })

  it("may be nested: the inner one's failures arrive as one of the outer one's", async () => {
    let sibling: Future<boolean> | undefined
    const group = TaskGroup.run(async (outer) => {
      sibling = outer.createTask(forever)
      await TaskGroup.run((inner) => {
        void inner.createTask(fails("inner"))
      })
    })
    const error = (await failure(group)) as AggregateError
    assert.ok(error.errors[0] instanceof AggregateError)
    assert.equal((error.errors[0].errors[0] as Error).message, "inner")
    assert.ok(sibling!.cancelled())
  })

  it("rejects with the cancellation of something else that its body awaited, and cancels its tasks", async () => {
    const other = createTask(forever)
    let task: Future<boolean> | undefined
    const group = TaskGroup.run(async (each) => {
      task = each.createTask(forever)
      other.cancel()
      await other
    })
    await assert.rejects(group, CancelledError)
    assert.ok(task!.cancelled())
  })

  it("does not take the cancellation of something that a task awaited for a failure", async () => {
    const other = createTask(forever)
    await TaskGroup.run((each) => {
      void each.createTask(() => other)
      other.cancel()
    })
  })

  it("starts nothing more once it is being cancelled", async () => {
    let ran = false
    let late: Future<unknown> | undefined
    const group = TaskGroup.run(async (each) => {
      void each.createTask(fails("first"))
      await forever().catch(() => {})
      late = each.createTask(() => (ran = true))
    })
    assert.deepEqual(await errorsOf(group), ["first"])
    assert.ok(late!.cancelled())
    assert.equal(ran, false)
  })

  it("refuses tasks after its end", async () => {
    let kept: TaskGroup | undefined
    await TaskGroup.run((group) => {
      kept = group
    })
    assert.throws(
      () => kept!.createTask(() => 1),
      (error) => error instanceof HeddleError && /has ended/.test(error.message),
    )
  })

  it("ends without an error when it cancels itself", async () => {
    let task: Future<boolean> | undefined
    const value = await TaskGroup.run((group) => {
      task = group.createTask(forever)
      group.cancel()
      return "body"
    })
    assert.equal(value, "body")
    assert.ok(task!.cancelled())
  })

  it("is cancelled by a signal, with its reason", async () => {
    const stop = new AbortController()
    const group = TaskGroup.run(forever, { signal: stop.signal })
    stop.abort("enough")
    const error = await failure(group)
    assert.ok(error instanceof CancelledError)
    assert.deepEqual([error.name, error.cause], ["AbortError", "enough"])
  })

  it("waits for promises that it is given, and fails with them", async () => {
    const given = Promise.withResolvers<void>()
    const group = TaskGroup.run((each) => {
      void each.createTask(given.promise)
    })
    given.reject(new Error("given"))
    assert.deepEqual(await errorsOf(group), ["given"])
  })

  it("gives each task a signal of its own, which is also the current one", async () => {
    await TaskGroup.run(async (group) => {
      const signals: AbortSignal[] = []
      const task = async ({ signal }: { signal: AbortSignal }): Promise<void> => {
        assert.equal(currentSignal(), signal)
        await settle()
        assert.equal(currentSignal(), signal)
        signals.push(signal)
      }
      await Promise.all([group.createTask(task), group.createTask(task)])
      assert.notEqual(signals[0], signals[1])
      assert.ok(signals.every((signal) => !signal.aborted))
    })
  })

  it("that is left open in a task is cancelled at the task's end", async () => {
    let left: Future<boolean> | undefined
    await createTask(() => {
      left = new TaskGroup().createTask(forever)
    })
    assert.ok(left!.cancelled())
  })

  it("in an `await using` block that is cancelled leaves its task cancelled, not failed", async () => {
    const task = createTask(async () => {
      await using group = new TaskGroup()
      void group.createTask(forever)
      await forever()
    })
    await settle()
    task.cancel()
    await assert.rejects(task, CancelledError)
    assert.ok(task.cancelled())
  })

  it("lets clean-ups wait in a shield", async () => {
    const order: string[] = []
    const group = TaskGroup.run((each) => {
      void each.createTask(async () => {
        try {
          await forever()
        } finally {
          await shield(async () => {
            await settle()
            order.push("cleaned up")
          })
        }
      })
      void each.createTask(fails())
    })
    await failure(group)
    assert.deepEqual(order, ["cleaned up"])
  })

  it("holds no task that has ended", async () => {
    const collect = (globalThis as { gc?: () => void }).gc
    await TaskGroup.run(async (group) => {
      const ref = new WeakRef(group.createTask(async () => ({})))
      for (let i = 0; i < 10 && ref.deref() !== undefined; i++) {
        await settle()
        collect?.()
      }
      if (collect !== undefined) assert.equal(ref.deref(), undefined)
    })
  })
})
