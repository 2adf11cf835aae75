/** What the command tells the script's process, as JSON in this variable of its environment. */
export const variable = "HEDDLE_PROFILE"

export interface ProfileStart {
  /** Where profiles go, and `events`, and `heard`: the script's main thread has taken notice of Ctrl-C. */
  readonly folder: string
  /** Microseconds. */
  readonly interval: number
  /** The `--import` that brought this here: workers do not need it. */
  readonly preload: string
}

export const files = { program: "program.json", events: "events.ndjson", heard: "heard" } as const
