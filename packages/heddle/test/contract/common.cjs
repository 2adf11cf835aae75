/** What a CommonJS file exports. */
module.exports = function halve(x) {
  return x / 2
}
module.exports.negate = async (x) => -x
