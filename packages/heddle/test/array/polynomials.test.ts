import { testCases } from "./cases.ts"

testCases("polynomials")
