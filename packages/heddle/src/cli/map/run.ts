import { Caller } from "./caller.ts"
import { describeError } from "./describe-error.ts"
import { halts } from "./halt.ts"
import { InputFeed } from "./input-feed.ts"
import type { Input, InputSource } from "./inputs/index.ts"
import { onInterrupt } from "./interrupts.ts"
import { InputKeys, Journal } from "./journal/index.ts"
import type { InputKey } from "./journal/index.ts"
import type { MapOptions } from "./options.ts"
import { LineWriter } from "../line-writer.ts"
import { Joblog, ResultsFolder } from "./output/index.ts"
import type { Outcome } from "./outcome.ts"
import { Progress } from "./progress/index.ts"
import { span } from "../words.ts"
import { Results } from "./results.ts"
import type { Target } from "./target.ts"

/** How long calls may go on to finish after Ctrl-C, in ms. */
const finishTime = 2000

/** One run of `heddle map`: inputs are pulled as there is room, called, and their results written as they come. */
export class MapRun {
  readonly #options: MapOptions
  readonly #source: InputSource
  readonly #target: Target
  readonly #feed: InputFeed
  readonly #caller: Caller
  readonly #progress: Progress
  readonly #writer: LineWriter
  readonly #keys: InputKeys | undefined
  readonly #started: number = performance.now()
  #journal: Journal | undefined
  #results!: Results
  #taken = 0
  #pending = 0
  #ok = 0
  #failed = 0
  #resumed = 0
  #retried = 0
  #interrupted = 0
  #fatal: unknown
  #allSettled: (() => void) | undefined

  constructor(options: MapOptions, target: Target, source: InputSource) {
    this.#options = options
    this.#target = target
    this.#source = source
    this.#feed = new InputFeed(source)
    this.#keys = options.resume === undefined ? undefined : new InputKeys()
    this.#progress = new Progress({
      stream: process.stderr,
      env: process.env,
      state: () => this.#state(),
      now: () => performance.now(),
    })
    this.#writer = new LineWriter(process.stdout, (error) => this.#end(error))
    this.#caller = new Caller(target, options, {
      output: (text) => this.#progress.interject(text),
      retried: () => this.#retried++,
    })
  }

  /** Resolves with the exit status. Rejects with a StartError, before any call, if a file or the function is not there. */
  async run(): Promise<number> {
    const removeListeners = onInterrupt((status) => this.#interrupt(status))
    try {
      await this.#caller.check()
      return await this.#go()
    } finally {
      removeListeners()
      this.#progress.stop()
      this.#journal?.close()
      void this.#caller.abort()
    }
  }

  async #go(): Promise<number> {
    const { resume, joblog: joblogFile, results, raw, keepOrder, progress } = this.#options
    const { identity } = this.#target
    this.#journal = resume === undefined ? undefined : await Journal.open(resume, identity)
    const folder = results === undefined ? undefined : new ResultsFolder(results)
    const joblog = joblogFile === undefined ? undefined : new Joblog(joblogFile, identity.name, resume !== undefined)
    this.#results = new Results({
      writer: this.#writer,
      journal: this.#journal,
      joblog,
      folder,
      raw,
      keepOrder,
      beforeWriting: () => {
        if (process.stdout.isTTY) this.#progress.clear()
      },
      tell: (text) => this.#tell(text),
      failed: (error) => this.#end(error),
    })
    if (progress) this.#progress.start()
    await this.#pull().catch((error: unknown) => this.#end(error))
    await this.#settled()
    this.#results.finish()
    await this.#writer.end()
    joblog?.close()
    this.#summarize()
    return this.#status()
  }

  async #pull(): Promise<void> {
    for (;;) {
      await this.#feed.until(() => this.#hasRoom())
      const input = await this.#feed.next()
      if (input === undefined) break
      this.#taken++
      this.#take(input)
    }
    this.#caller.flush()
  }

  #hasRoom(): boolean {
    const { blocked } = this.#writer
    if (blocked !== undefined) void blocked.then(() => this.#feed.poke())
    const most = this.#caller.ahead
    return blocked === undefined && this.#pending < most && this.#results.behind(this.#taken) < 8 * most
  }

  #take(input: Input): void {
    const key = this.#keys?.next(this.#source.identity(input))
    if (key !== undefined && this.#journal?.has(key) === true) {
      this.#resumed++
      this.#results.skip(input, this.#options.replay ? this.#journal.find(key) : undefined)
      return
    }
    this.#pending++
    if (input.problem === undefined) {
      this.#caller.call(input, (outcome) => void this.#settle(outcome, key))
      return
    }
    const result = { ok: false, error: describeError(input.problem), exit: 1 } as const
    void this.#settle({ input, result, attempt: 1, started: Date.now(), ms: 0 }, key)
  }

  /** @param outcome undefined: the run was stopped before the call had one */
  async #settle(outcome: Outcome | undefined, key: InputKey | undefined): Promise<void> {
    if (outcome !== undefined) {
      try {
        await this.#results.add(outcome, key)
        if (outcome.result.ok) this.#ok++
        else this.#failed++
      } catch (error) {
        this.#end(error)
      }
      const { halt } = this.#options
      if (halt !== undefined && !this.#feed.stopped && halts(halt, { ok: this.#ok, failed: this.#failed })) {
        this.#stop(halt.when === "now")
      }
    }
    this.#pending--
    this.#feed.poke()
    if (this.#pending === 0) this.#allSettled?.()
  }

  async #settled(): Promise<void> {
    if (this.#pending === 0) return
    await new Promise<void>((resolve) => {
      this.#allSettled = resolve
    })
  }

  #stop(now: boolean): void {
    this.#feed.stop()
    this.#caller.stop()
    if (now) void this.#caller.abort()
  }

  #interrupt(status: number): void {
    this.#interrupted = status
    this.#stop(false)
    const running = this.#caller.busy
    const wait =
      running === 0 ? "" : `: ${running} running ${running === 1 ? "call" : "calls"} may finish, Ctrl-C again kills`
    this.#tell(`interrupted${wait}`)
    setTimeout(() => void this.#caller.abort(), finishTime).unref()
  }

  /** Nothing more can be read or written. @param error undefined: the reader of the output has gone, which is no fault */
  #end(error: unknown): void {
    this.#fatal ??= error
    this.#stop(true)
  }

  #status(): number {
    if (this.#interrupted !== 0) return this.#interrupted
    return this.#failed > 0 || this.#fatal !== undefined ? 1 : 0
  }

  #summarize(): void {
    this.#progress.stop()
    if (this.#fatal !== undefined) this.#tell(describeError(this.#fatal).message)
    if (!this.#options.progress) return
    const { total } = this.#source
    const done = this.#ok + this.#failed + this.#resumed
    const parts = [
      `${done}${total === undefined || total === done ? "" : ` of ${total}`} done in ${took(performance.now() - this.#started)}`,
      `${this.#failed} failed`,
      ...(this.#retried > 0 ? [`${this.#retried} retried`] : []),
      ...(this.#resumed > 0 ? [`${this.#resumed} from the journal`] : []),
      ...(this.#interrupted > 0 && this.#journal !== undefined ? [`go on with --resume ${this.#options.resume}`] : []),
    ]
    this.#tell(parts.join(", "))
  }

  #tell(text: string): void {
    this.#progress.interject(`heddle map: ${text}\n`)
  }

  #state() {
    return {
      done: this.#ok + this.#failed + this.#resumed,
      total: this.#source.total,
      failed: this.#failed,
      retried: this.#retried,
      resumed: this.#resumed,
      workers: this.#caller.workers,
      busy: this.#caller.busy,
    }
  }
}

function took(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)}s` : span(ms / 1000)
}
