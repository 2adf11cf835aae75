import { contract } from "./contract.ts"
import { differences } from "./differences.ts"
import { acrossProcesses } from "./gates.ts"

acrossProcesses()
contract("processes", {}, differences.processes, "the first")
