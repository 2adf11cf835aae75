import { suite } from "./suite.ts"

suite("processes")
