export function open(): {
  readonly call: { noop(x: unknown): PromiseLike<unknown> }
  shutdown(): PromiseLike<unknown>
}
