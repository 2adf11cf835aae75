/**
 * Capture without the inspector: modules are rewritten as they are loaded, so that each function remembers how to read
 * what it captures, the `this` around an arrow function included.
 *
 *     const f = (x) => x * k      becomes      const f = $heddle_1(0,({"f":(x) => x * k})["f"],()=>[()=>k])
 */
export { installTransform } from "./install.ts"
