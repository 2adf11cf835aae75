import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export interface Entry {
  readonly title: string
  readonly by: string
  readonly year: string
  /** The npm package that the file is from, without its scope. */
  readonly from: string
  readonly path: string
}

/**
 * Nine photographs of the Getty's Open Content Program (in the public domain), as they come with stdlib's packages.
 * In the order of the sheet, three a row.
 */
export const catalogue: readonly Entry[] = [
  entry("Acanthus mollis", "Karl Blossfeldt", "1928", "acanthus-mollis"),
  entry("Alpine Landscape", "Adolphe Braun", "1865–70", "french-alpine-landscape"),
  entry("Black Cañon, Colorado River", "Timothy H. O’Sullivan", "1871", "black-canyon"),
  entry("Airplane Viewed from Above", "Fedele Azari", "1914–29", "airplane-from-above"),
  entry("A March Pastoral, Suffolk", "Peter Henry Emerson", "1888", "march-pastoral"),
  entry("Allium ostrowskianum", "Karl Blossfeldt", "1928", "allium-oreophilum"),
  entry("Boats in River, Nagasaki", "Felice Beato", "about 1865", "nagasaki-boats"),
  entry("Animal Locomotion", "Eadweard J. Muybridge", "1887", "locomotion-house-cat"),
  entry("Abandoned Dust Bowl Home", "Dorothea Lange", "about 1935–40", "dust-bowl-home"),
]

function entry(title: string, by: string, year: string, name: string): Entry {
  const from = `datasets-img-${name}`
  const folder = dirname(fileURLToPath(import.meta.resolve(`@stdlib/${from}/package.json`)))
  return { title, by, year, from, path: join(folder, "data/image.jpg") }
}
