import type { Backend } from "../core/backend/index.ts"
import { HeddleError } from "../core/errors/index.ts"

/** What `cluster` of @heddle/cluster takes beside the address. */
export interface JoinOptions {
  /** The file of this program's credentials. */
  readonly credentials?: string | undefined
}

interface ClusterPackage {
  cluster(url: string | URL, options: JoinOptions): Promise<Backend & AsyncDisposable>
}

const name = "@heddle/cluster"

/** A cluster as a backend. Needs the package `@heddle/cluster`. @throws HeddleError without it, and what that says */
export async function joinCluster(url: string | URL, options: JoinOptions): Promise<Backend & AsyncDisposable> {
  return (await load()).cluster(url, options)
}

async function load(): Promise<ClusterPackage> {
  try {
    return (await import(name)) as ClusterPackage
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes(`'${name}'`)) throw error
    const hint = `npm install ${name}; without a cluster, tasks and actors use the processors of this machine`
    throw new HeddleError(`a cluster needs the package ${name}, which is not installed`, { cause: error, hint })
  }
}
