/** What a worker needs to send more than plain results. `loadSending` loads it. */
export { decodeError, encode, encodeError, encodeShared } from "../../wire/index.ts"
