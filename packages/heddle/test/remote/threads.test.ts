import { suite } from "./suite.ts"

suite("threads")
