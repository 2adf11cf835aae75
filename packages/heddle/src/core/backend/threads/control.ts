/**
 * The words that a worker, its scheduler and the supervisor share. Each is written by one side, or by atomic
 * exchange, so that every question about a worker has an exact answer also while its thread, or ours, is blocked.
 */
export const Word = {
  /** Number of the next item to start. The worker claims by compare-exchange; the scheduler takes the rest back by exchange. */
  next: 0,
  /** Ring positions, in bytes. */
  write: 1,
  read: 2,
  /** 1: the scheduler was woken for results, or looks out for them by itself. It waits here while this is 0. */
  signalled: 3,
  /** The item that is asked to stop, readable in a synchronous loop. */
  abort: 4,
  /** When the running item must be done, in ms of `sharedNow`; 0: no deadline. */
  deadline: 5,
  /** The item that the deadline belongs to. */
  deadlineItem: 6,
  /** 1 while a task runs. */
  busy: 7,
  /** Microseconds spent in tasks, and tasks finished, since the start (both wrap). */
  micros: 8,
  finished: 9,
  /** The item that was started last. */
  current: 10,
  /**
   * Number of the item after the last that was sent. While it is not `next`, the worker has something to begin with. It
   * waits here when it has nothing.
   */
  posted: 11,
  /** How long the item of the deadline may go on after it, in ms. */
  grace: 12,
  /** 1: the worker sleeps until it is notified of `posted`. */
  parked: 13,
  /** Positions in the inbox, in bytes. */
  inboxWrite: 14,
  inboxRead: 15,
  /** 1: the worker waits at `read` for room in its ring. */
  full: 16,
  /** Microseconds of `micros` spent on taking arguments and results apart and together, and beside them on what arrived as messages. */
  packing: 17,
  arriving: 18,
  /** When the last message was sent, in microseconds that wrap. */
  sentAt: 19,
  /** The item that ended last after it was asked to stop, or by itself before it was. */
  ended: 21,
  /** What the operating system calls the thread; 0: it has not begun, -1: that cannot be known. */
  osThread: 20,
} as const

export const controlBytes: number = 128

/** No item has this number. */
export const noItem: number = -1

const origin = performance.timeOrigin

/** A clock that all threads of this program agree on, in whole ms, from 1. `epoch` is the same number on each side. */
export function sharedNow(epoch: number): number {
  return Math.max(1, Math.round(origin + performance.now() - epoch))
}

/** The same in microseconds, which wrap at 31 bits. */
export function sharedMicros(epoch: number): number {
  return Math.round(1000 * (origin + performance.now() - epoch)) & 0x7fffffff
}

/** What fits a word, and a timer of Node: 25 days. */
const longest = 0x7fffffff

/** Notes when the item must be done, in ms from now, and how long it may go on after that. 0: nothing that runs has a limit. */
export function setDeadline(control: Int32Array, epoch: number, seq: number, inMs: number, grace: number): void {
  if (inMs > 0) {
    Atomics.store(control, Word.deadlineItem, seq)
    Atomics.store(control, Word.grace, Math.min(grace, longest))
    Atomics.store(control, Word.deadline, sharedNow(epoch) + inMs)
  } else {
    Atomics.store(control, Word.deadline, 0)
    Atomics.store(control, Word.deadlineItem, noItem)
  }
}

/** Item numbers are 31 bits and wrap. */
export function nextItem(seq: number, by: number): number {
  return (seq + by) & 0x7fffffff
}

/** How many items lie between two numbers. */
export function itemsBetween(from: number, to: number): number {
  return (to - from) & 0x7fffffff
}
