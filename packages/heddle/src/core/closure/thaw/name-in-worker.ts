/**
 * Ends the file names of revived code that was generated (tsx, bundles): only the sender can translate its positions,
 * and a worker that translates those of its own modules must not take these for such.
 */
export const generatedMark: string = "?generated"

/** The file that a name with or without the mark means. */
export function fileOfName(name: string): string {
  return name.endsWith(generatedMark) ? name.slice(0, -generatedMark.length) : name
}
