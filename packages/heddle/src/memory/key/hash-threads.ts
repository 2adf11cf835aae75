import { hash } from "node:crypto"
import { availableParallelism } from "node:os"
import * as threads from "node:worker_threads"

/** Words that the threads share. `helpers`: from here on one for each, 1 once it has started. */
const Word = { turn: 0, pending: 1, next: 2, helpers: 3 } as const
const digestSize = 32
/** More threads than this wait for memory. */
const mostHelpers = 7
/** Helpers are started when so many bytes have been hashed without them: about 40 ms, which is what they take to start. */
const worthStarting = 64 * 1_048_576
/** Bytes that are not shared are brought to the helpers in blocks of this size. */
const block = 16 * 1_048_576

/** A piece takes a millisecond: who has not finished after so many will not. */
const longest = 10_000

/** What a helper is to look at next. */
interface Job {
  readonly bytes: Uint8Array
  readonly digests: Uint8Array
  readonly piece: number
}

/** SHA-256 of the pieces of large arrays, on this thread and on others that wait for it. They hold no program open. */
class HashThreads {
  readonly #words = new Int32Array(new SharedArrayBuffer(4 * (Word.helpers + mostHelpers)))
  readonly #ports: threads.MessagePort[] = []
  #alone = 0
  #staging: Uint8Array<SharedArrayBuffer> | undefined

  /** Those that have started. */
  get helpers(): number {
    return this.#ports.filter((_, i) => this.#isReady(i)).length
  }

  #isReady(number: number): boolean {
    return Atomics.load(this.#words, Word.helpers + number) === 1
  }

  /** The digests of the pieces, one after the other. */
  digests(bytes: Uint8Array, piece: number): Buffer {
    const count = Math.ceil(bytes.length / piece)
    const digests = new Uint8Array(new SharedArrayBuffer(count * digestSize))
    const ready = this.#ready(bytes.length)
    if (bytes.buffer instanceof SharedArrayBuffer || ready.length === 0) this.#run({ bytes, digests, piece }, ready)
    else {
      this.#staging ??= new Uint8Array(new SharedArrayBuffer(block))
      for (let at = 0; at < bytes.length; at += block) {
        const part = bytes.subarray(at, at + block)
        this.#staging.set(part)
        const from = (at / piece) * digestSize
        const into = digests.subarray(from, from + Math.ceil(part.length / piece) * digestSize)
        this.#run({ bytes: this.#staging.subarray(0, part.length), digests: into, piece }, ready)
      }
    }
    return Buffer.from(digests)
  }

  #ready(size: number): readonly threads.MessagePort[] {
    // In a worker of a pool the other threads have work of their own.
    if (this.#ports.length === 0 && threads.isMainThread && (this.#alone += size) > worthStarting) this.#start()
    return this.#ports.filter((_, i) => this.#isReady(i))
  }

  #run(job: Job, ports: readonly threads.MessagePort[]): void {
    const words = this.#words
    Atomics.store(words, Word.next, 0)
    Atomics.store(words, Word.pending, ports.length)
    for (const port of ports) port.postMessage(job)
    if (ports.length > 0) {
      Atomics.add(words, Word.turn, 1)
      Atomics.notify(words, Word.turn)
    }
    hashPieces(words, Word.next, job, hash)
    for (let left = Atomics.load(words, Word.pending); left > 0; left = Atomics.load(words, Word.pending)) {
      if (Atomics.wait(words, Word.pending, left, longest) === "timed-out") return this.#abandon(job)
    }
  }

  /** A helper has died, which only the system does to it: what it had taken is done here, as is all from now on. */
  #abandon(job: Job): void {
    this.#ports.length = 0
    this.#alone = -Infinity
    hashPieces(new Int32Array(1), 0, job, hash)
  }

  #start(): void {
    const text = `(${helper.toString()})(require("node:worker_threads"), require("node:crypto").hash, ${hashPieces.toString()})`
    for (let number = 0; number < Math.min(mostHelpers, availableParallelism() - 1); number++) {
      const { port1, port2 } = new threads.MessageChannel()
      const worker = new threads.Worker(text, {
        eval: true,
        workerData: { words: this.#words, word: Word, number, port: port2 },
        transferList: [port2],
        execArgv: [],
        name: "heddle hash",
      })
      worker.unref()
      port1.unref()
      this.#ports.push(port1)
    }
  }
}

/** Takes pieces until none are left. As text in the helpers too: it names nothing from around it. */
function hashPieces(words: Int32Array, next: number, { bytes, digests, piece }: Job, sha: typeof hash): void {
  for (;;) {
    const i = Atomics.add(words, next, 1)
    if (i * piece >= bytes.length) return
    digests.set(sha("sha256", bytes.subarray(i * piece, (i + 1) * piece), "buffer"), i * 32)
  }
}

/** What a helper does: it waits for a turn, and takes pieces. */
function helper(node: typeof threads, sha: typeof hash, pieces: typeof hashPieces): void {
  const { words, word, number, port } = node.workerData as {
    readonly words: Int32Array
    readonly word: typeof Word
    readonly number: number
    readonly port: threads.MessagePort
  }
  let seen = Atomics.load(words, word.turn)
  Atomics.store(words, word.helpers + number, 1)
  for (;;) {
    Atomics.wait(words, word.turn, seen)
    seen = Atomics.load(words, word.turn)
    const next = node.receiveMessageOnPort(port)
    if (next === undefined) continue
    try {
      pieces(words, word.next, next.message as Job, sha)
    } finally {
      if (Atomics.sub(words, word.pending, 1) === 1) Atomics.notify(words, word.pending)
    }
  }
}

export const hashThreads: Pick<HashThreads, "digests" | "helpers"> = new HashThreads()
