/** One of heddle's commands. */
export interface Command {
  /** Its own help, as printed. */
  readonly help: string
  /** Runs it with the arguments that follow its name; gives the exit status. Throws OptionError or StartError before anything starts. */
  run(args: readonly string[]): Promise<number>
}
