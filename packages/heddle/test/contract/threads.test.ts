import { contract } from "./contract.ts"
import { differences } from "./differences.ts"

contract("threads", {}, differences.threads)
