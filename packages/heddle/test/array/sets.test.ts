import { testCases } from "./cases.ts"

testCases("sets")
