import { OptionError } from "../core/errors/index.ts"

/** The value, if a folder may have that name. @throws OptionError */
export function folderName(option: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value
  throw new OptionError(option, "the name of a folder", value, { hint: 'name one: "./cache"; "." is the current one' })
}
