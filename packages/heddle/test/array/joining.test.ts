import { testCases } from "./cases.ts"

testCases("joining")
