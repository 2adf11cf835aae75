import { holdToContract } from "./held-to-contract.ts"

await holdToContract("the first")
