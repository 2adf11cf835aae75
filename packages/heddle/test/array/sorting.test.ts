import { testCases } from "./cases.ts"

testCases("sorting")
