import { contract } from "./contract.ts"
import { differences } from "./differences.ts"

contract("inline", { strict: true }, differences.inline)
