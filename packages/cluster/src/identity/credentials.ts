import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { open, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { CredentialsError } from "../errors/index.ts"
import { identityOf, isPublicKey } from "./identity.ts"

/** A submitter gives work, an agent does it. */
export type Role = "submitter" | "agent"

/** What a program needs to take part. */
export interface Credentials {
  readonly role: Role
  /** The secret, `SU…`. */
  readonly seed: string
  /** The public signing keys of the other side: whom an agent takes work from, or to whom a submitter gives it. */
  readonly trusts: readonly string[]
  /** The broker, if no other is named. */
  readonly url?: string
  /** The certificates that the broker's is to be signed by, as PEM. Without it, those that Node trusts. */
  readonly ca?: string
}

/**
 * Reads credentials from a file.
 *
 * A `CredentialsError` says what is wrong: there is no such file, others may read it, it is not what it should be, or it is not
 * for `role`.
 */
export async function readCredentials(file: string, role?: Role): Promise<Credentials> {
  const credentials = parse(file, await textOf(file))
  if (role !== undefined && credentials.role !== role) {
    throw new CredentialsError(
      `${file} is for the role "${credentials.role}", and "${role}" is needed`,
      `Name a file for the role "${role}".`,
    )
  }
  return credentials
}

/** Writes credentials to a file that nobody else may read. It is there as a whole or not at all. */
export async function writeCredentials(file: string, credentials: Credentials): Promise<void> {
  const { role, seed, trusts, url, ca } = credentials
  const text = `${JSON.stringify({ role, seed, trusts, url, ca }, undefined, 2)}\n`
  parse(file, text)
  const temporary = `${file}.${randomUUID()}`
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: "wx" })
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw new CredentialsError(`${file} cannot be written: ${String(cause)}`, "Name a folder that may be written to.", {
      cause,
    })
  }
}

async function textOf(file: string): Promise<string> {
  try {
    // What is checked is what is read, even if the name is given to another file in between.
    const handle = await open(file)
    try {
      const { mode } = await handle.stat()
      // Windows has no such bits.
      if (process.platform !== "win32" && (mode & 0o077) !== 0) {
        throw new CredentialsError(
          `${file} holds a secret, and others may read or change it (mode ${(mode & 0o777).toString(8)})`,
          `chmod 600 ${file}`,
        )
      }
      return await readFile(handle, "utf8")
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof CredentialsError) throw error
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT"
    throw new CredentialsError(
      isMissing ? `There is no file of credentials ${file}` : `${file} cannot be read: ${String(error)}`,
      isMissing ? "`heddle cluster keys` writes one." : "Name a file that may be read.",
      { cause: error },
    )
  }
}

function parse(file: string, text: string): Credentials {
  const wrong = (what: string, cause?: unknown): never => {
    throw new CredentialsError(`${file} ${what}`, "`heddle cluster keys` writes such a file.", { cause })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The error of JSON.parse shows a piece of the text, which is a secret.
    return wrong("is not JSON")
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong("is not a JSON object")
  const { role, seed, trusts, url, ca } = value as Record<string, unknown>
  if (role !== "submitter" && role !== "agent") return wrong('has no "role" that is "submitter" or "agent"')
  if (typeof seed !== "string") return wrong('has no "seed"')
  try {
    identityOf(seed)
  } catch (cause) {
    return wrong('has a "seed" that is not one of a NATS user', cause)
  }
  if (!Array.isArray(trusts)) return wrong('has no list "trusts"')
  if (!trusts.every(isPublicKey)) return wrong('has a key in "trusts" that is none: 43 characters of base64url')
  if (url !== undefined && typeof url !== "string") return wrong('has an "url" that is not a text')
  if (ca !== undefined && typeof ca !== "string") return wrong('has a "ca" that is not a text')
  return { role, seed, trusts, ...(url !== undefined && { url }), ...(ca !== undefined && { ca }) }
}

/** The folder in which `heddle cluster up` keeps its credentials. */
export const localFolder = ".heddle-cluster"

/**
 * The credentials that somebody means who has not said which: the file that HEDDLE_CLUSTER_CREDENTIALS names, or the one that
 * `heddle cluster up` made in the working folder. @throws CredentialsError if there is neither
 */
export function usualCredentials(role: Role): string {
  const named = process.env["HEDDLE_CLUSTER_CREDENTIALS"]
  if (named !== undefined && named !== "") return named
  const local = localCredentials(role)
  if (local !== undefined) return local
  throw new CredentialsError(
    `No credentials are given, HEDDLE_CLUSTER_CREDENTIALS names none, and \`heddle cluster up\` has made none in this folder`,
    'Say `credentials: "FILE"`, with a file of `heddle cluster keys` or `heddle cluster up`.',
  )
}

/** Those that `heddle cluster up` made in the working folder, if it did. */
export function localCredentials(role: Role): string | undefined {
  const file = join(localFolder, `${role}.json`)
  return existsSync(file) ? file : undefined
}
