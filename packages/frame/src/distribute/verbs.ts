import type { Node } from "../plan/index.ts"
import { masked } from "./scan.ts"
import { partitionMark } from "./stages.ts"

type Around = Extract<Node, { readonly k: "around" }>

/**
 * What a relation's SQL around another one does to its rows: each becomes rows by itself; equal ones become one; they get
 * numbers; or it needs all of them.
 */
export function kindOf({ before, after }: Around): "each" | "distinct" | "numbered" | "all" {
  if (before === "SELECT DISTINCT * FROM " && after === "") return "distinct"
  if (/^SELECT \*, row_number\(\) OVER \(\) AS "place_*" FROM $/.test(before) && after === "") return "numbered"
  if (before.startsWith("SELECT * REPLACE (unnest(") && after === "") return "each"
  if (/\bUNPIVOT INCLUDE NULLS\b/.test(masked(before + after))) return "each"
  return "all"
}

/** Numbers that go on from partition to partition. */
export function numbered(node: Around): Around {
  const before = node.before.replace(
    "row_number() OVER ()",
    () => `CAST(${partitionMark} AS BIGINT) * 1099511627776 + row_number() OVER ()`,
  )
  return { ...node, before }
}
