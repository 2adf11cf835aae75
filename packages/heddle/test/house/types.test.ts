import { join } from "node:path"
import { home } from "./tree.ts"
import { testTypes } from "./type-cases.ts"

testTypes(join(home, "test/types"))
