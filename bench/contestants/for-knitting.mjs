/** knitting's workers import the file that opens the pool. Where knitting itself is: see ../README.md. */
const { createPool } = await import(process.env.HEDDLE_BENCH_KNITTING)

export const noop = (x) => x

// "unsafe" is the fastest of its permissions: workers are not fenced in, as heddle's are not.
export const open = () => createPool({ threads: 2, permission: "unsafe" })({ noop })
