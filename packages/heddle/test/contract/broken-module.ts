/** Does not load. */
export default fail()

function fail(): never {
  throw new RangeError("this module does not load")
}
