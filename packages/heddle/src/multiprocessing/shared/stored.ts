import type { Packed, Payload } from "./payload.ts"
import { Op } from "./protocol.ts"
import { clientOf } from "./client.ts"
import { lendOwn } from "./registry.ts"
import { take } from "./shared-object.ts"
import { LocalTarget } from "./target.ts"
import type { Target } from "./target.ts"

/**
 * A value that an object keeps. Its bytes are never opened here; the shared objects that it names are kept alive. A value
 * that names none is kept as it is.
 */
export type Stored = Payload | StoredNames

class StoredNames {
  readonly packed: Packed
  readonly targets: readonly Target[]

  constructor(packed: Packed) {
    this.packed = packed
    this.targets = packed.names!.map(take)
  }
}

export function store(payload: Payload): Stored {
  return isPacked(payload) && payload.names !== undefined ? new StoredNames(payload) : payload
}

/** The value for somebody who reads it: it names its objects anew. */
export function read(stored: Stored): Payload {
  if (!(stored instanceof StoredNames)) return stored
  for (const target of stored.targets) {
    if (target instanceof LocalTarget) lendOwn(target)
    else clientOf(target.owner).send([Op.lend, target.id])
  }
  return stored.packed
}

/** The bytes alone, to compare. */
export function peek(stored: Stored): Payload {
  return stored instanceof StoredNames ? stored.packed : stored
}

function isPacked(payload: Payload): payload is Packed {
  return typeof payload === "object" && payload !== null
}
