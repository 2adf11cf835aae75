import { contract } from "./contract.ts"
import { differences } from "./differences.ts"

contract("async", { strict: true }, differences.async)
