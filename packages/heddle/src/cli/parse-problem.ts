import { OptionError } from "../core/errors/index.ts"
import { nearest } from "../core/options/index.ts"

/** What `parseArgs` throws as an OptionError that says what would be right. @param names the command's options, with their dashes */
export function parseProblem(
  error: NodeJS.ErrnoException,
  command: string,
  names: readonly string[],
): OptionError | NodeJS.ErrnoException {
  const [, name = ""] = /'(?:-\w, )?(--?[^\s'=]*)/.exec(error.message) ?? []
  if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const meant = nearest(name, names)
    const hint = meant === undefined ? `\`${command} --help\` lists the options` : `did you mean \`${meant}\`?`
    return new OptionError(name, `an option of \`${command}\``, name, { hint })
  }
  if (error.code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    const lacks = /argument missing|ambiguous/.test(error.message)
    return new OptionError(name, lacks ? "followed by a value" : "without a value", lacks ? undefined : error.message)
  }
  return error
}
