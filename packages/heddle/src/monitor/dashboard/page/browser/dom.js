// Elements. Whatever comes from the program is set as text, never as markup.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** The page's element of an id. @param {string} id @returns {HTMLElement} */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id))
}

/** Writes only what differs: what is selected or read aloud stays. @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text
}

/** @param {HTMLElement} element @param {string} name @param {string} value */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/**
 * Keeps an element for each row, in the order of the rows: those that stay are the same elements, with their focus.
 * @template {{ id: number }} R
 * @template {HTMLElement & { update?: (row: R) => void }} E
 * @param {HTMLElement} parent
 * @param {readonly R[]} rows
 * @param {(row: R) => E} create
 */
export function keep(parent, rows, create) {
  /** @type {Map<string, E>} */
  const old = new Map()
  for (const child of parent.children) {
    const element = /** @type {E} */ (child)
    if (element.dataset.row !== undefined) old.set(element.dataset.row, element)
  }
  let place = parent.firstElementChild
  for (const row of rows) {
    const key = String(row.id)
    let element = old.get(key)
    old.delete(key)
    if (element === undefined) {
      element = create(row)
      element.dataset.row = key
    }
    if (element === place) place = place.nextElementSibling
    else parent.insertBefore(element, place)
    element.update?.(row)
  }
  for (const element of old.values()) element.remove()
}

/** What stands where nothing has happened yet. @param {HTMLElement} parent @param {boolean} isEmpty @param {string} text */
export function empty(parent, isEmpty, text) {
  const there = parent.querySelector(":scope > .empty")
  if (isEmpty && there === null) parent.prepend(make("p", { class: "empty" }, text))
  else if (!isEmpty) there?.remove()
}
