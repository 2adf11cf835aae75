/** What a worker needs to send more than plain results. `loadSending` loads it. */
export { decodeError, encode, encodeError } from "../../wire/index.ts"
