import { fileURLToPath } from "node:url"
import { testTypes } from "../../../heddle/test/house/type-cases.ts"

testTypes(fileURLToPath(new URL("../types", import.meta.url)))
