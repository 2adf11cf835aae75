import { testCases } from "./cases.ts"

testCases("products")
