// The colours of task names: Paul Tol's "bright" scheme, which colour-blind readers tell apart. Further names have the same
// colours striped, then dotted. https://sronpersonalpages.nl/~pault/

const bright = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377"]
const patterns = ["", "stripes", "dots"]

/** @param {number} task */
export function colourOf(task) {
  return bright[task % bright.length] ?? ""
}

/** How the colour is laid on: plain for the first names. @param {number} task */
export function patternOf(task) {
  return patterns[Math.floor(task / bright.length) % patterns.length] ?? ""
}

/** @type {Map<number, CanvasPattern | string>} */
const inks = new Map()

/** What a canvas is filled with for a task's name. @param {CanvasRenderingContext2D} context @param {number} task */
export function inkOf(context, task) {
  const key = task % (bright.length * patterns.length)
  let ink = inks.get(key)
  if (ink === undefined) {
    ink = patternOf(key) === "" ? colourOf(key) : (drawn(context, key) ?? colourOf(key))
    inks.set(key, ink)
  }
  return ink
}

/** @param {CanvasRenderingContext2D} context @param {number} key */
function drawn(context, key) {
  const tile = document.createElement("canvas")
  tile.width = tile.height = 8
  const on = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"))
  on.fillStyle = colourOf(key)
  on.fillRect(0, 0, 8, 8)
  on.fillStyle = on.strokeStyle = "rgb(255 255 255 / 0.6)"
  on.lineWidth = 2
  on.beginPath()
  if (patternOf(key) === "dots") {
    on.arc(4, 4, 1.8, 0, 7)
    on.fill()
  } else {
    for (const x of [-8, 0, 8]) {
      on.moveTo(x - 1, 9)
      on.lineTo(x + 9, -1)
    }
    on.stroke()
  }
  return context.createPattern(tile, "repeat")
}

/** A sample of the colour, beside the name. @param {number} task */
export function swatch(task) {
  const element = document.createElement("span")
  element.className = `swatch ${patternOf(task)}`
  element.style.setProperty("--ink", colourOf(task))
  element.ariaHidden = "true"
  return element
}

/** @type {Map<string, string>} */
const pageColours = new Map()

/** A colour of the page, as it is now: light or dark. @param {string} name */
export function pageColour(name) {
  let colour = pageColours.get(name)
  if (colour === undefined) {
    colour = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
    pageColours.set(name, colour)
  }
  return colour
}

/** The page has other colours now. */
export function forgetPageColours() {
  pageColours.clear()
}
