import { testCases } from "./cases.ts"

testCases("grids")
