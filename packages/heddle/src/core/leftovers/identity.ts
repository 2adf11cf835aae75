import { startOf } from "../task/index.ts"

/** This process, as names of leftovers carry it: `<pid>-<start>`. */
export function ownIdentity(): string {
  return (own ??= `${process.pid}-${startOf(process.pid) ?? "0"}`)
}

let own: string | undefined

let whole: string | undefined

/** In a child: it is a part of this program, and what it makes may outlive it. */
export function bePartOf(program: string): void {
  whole = program
}

/** Is this process a part of another one's program? */
export function isPart(): boolean {
  return whole !== undefined
}

/** The program that this process is, or is a part of: `<pid>-<start>`. */
export function program(): string {
  return whole ?? ownIdentity()
}

/** Does the process that a leftover's name carries still run? */
export function isAlive(pid: number, start: string): boolean {
  return startOf(pid) === start
}
