import { writeFile } from "node:fs/promises"
import { extname } from "node:path"
import { OptionError } from "../../../core/errors/index.ts"

/** What makes the text of a file, by the end of its name. */
export type Forms = Readonly<Record<`.${string}`, () => string>>

/** Writes the form that the file's name asks for. @throws OptionError for another name */
export async function saveAs(file: string, forms: Forms): Promise<void> {
  const form = typeof file === "string" ? forms[extname(file).toLowerCase() as `.${string}`] : undefined
  if (form === undefined) throw new OptionError("file", `a path that ends in ${Object.keys(forms).join(", ")}`, file)
  await writeFile(file, form())
}
