import { testCases } from "./cases.ts"

testCases("elements")
