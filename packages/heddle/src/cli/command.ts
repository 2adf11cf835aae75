/** One of heddle's commands. */
export interface Command {
  /** Its own help, as printed. */
  readonly help: string
  /** Runs it with the arguments that follow its name; gives the exit status. Throws OptionError or StartError before anything starts. */
  run(args: readonly string[]): Promise<number>
}

/** A command that reads its arguments by `parse`, which may find that help is asked for, and then runs. */
export function command<Options>(
  help: string,
  parse: (args: readonly string[]) => Options | "help",
  run: (options: Options) => Promise<number>,
): Command {
  return {
    help,
    async run(args) {
      const options = parse(args)
      if (options !== "help") return await run(options)
      process.stdout.write(help)
      return 0
    },
  }
}
