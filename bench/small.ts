/** Says that a run only proves that everything works: little data, one round. Its figures mean nothing. */
export const isSmall: boolean = process.env["HEDDLE_BENCH_SMALL"] === "1"
