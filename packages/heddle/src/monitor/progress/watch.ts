import { progressLine } from "../../core/progress-line/index.ts"

/** What a listener was told: its argument, or all of them where there are several. */
export type Told<A extends unknown[]> = A extends [infer One] ? One : A

/** Of a promise that is pending. */
export interface Elapsed {
  /** In ms. */
  readonly elapsed: number
}

/** How often the time is told, in ms. */
const every = 100

/** What a call tells of its progress: of what is told between two steps of the loop the last. */
export async function* watchCall(start: (tell: (...told: unknown[]) => void) => PromiseLike<unknown>): AsyncGenerator {
  let latest: { readonly told: unknown } | undefined
  let wake = (): void => {}
  const running = Promise.resolve(
    start((...told) => {
      latest = { told: told.length === 1 ? told[0] : told }
      wake()
    }),
  )
  const ended = outcome(running)
  let over: { readonly error?: unknown } | undefined
  void ended.then((how) => {
    over = how
    wake()
  })
  for (;;) {
    if (latest !== undefined) {
      const { told } = latest
      latest = undefined
      yield told
    } else if (over !== undefined) {
      if ("error" in over) throw over.error
      return
    } else {
      const { promise, resolve } = Promise.withResolvers<void>()
      wake = resolve
      await promise
    }
  }
}

/** The time, while a promise is pending, with a line. */
export async function* watchPromise(promise: PromiseLike<unknown>, name: string): AsyncGenerator<Elapsed> {
  const from = performance.now()
  const ended = outcome(promise)
  const line = progressLine(name, () => ({ done: 0, total: undefined, isShare: true }))
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined
      const pause = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), every)
      })
      const over = await Promise.race([ended, pause])
      clearTimeout(timer)
      yield { elapsed: performance.now() - from }
      if (over === undefined) continue
      if ("error" in over) throw over.error
      return
    }
  } finally {
    line.end()
  }
}

/** Never rejects. */
function outcome(promise: PromiseLike<unknown>): Promise<{ readonly error?: unknown }> {
  return Promise.resolve(promise).then(
    () => ({}),
    (error: unknown) => ({ error }),
  )
}
