/** What the demo uses of opentype.js, which brings no types of its own. */
declare module "opentype.js/dist/opentype.mjs" {
  export type PathCommand =
    | { readonly type: "M"; readonly x: number; readonly y: number }
    | { readonly type: "L"; readonly x: number; readonly y: number }
    | { readonly type: "Q"; readonly x1: number; readonly y1: number; readonly x: number; readonly y: number }
    | {
        readonly type: "C"
        readonly x1: number
        readonly y1: number
        readonly x2: number
        readonly y2: number
        readonly x: number
        readonly y: number
      }
    | { readonly type: "Z" }
  export interface Font {
    getAdvanceWidth(text: string, size: number): number
    getPath(text: string, x: number, baseline: number, size: number): { readonly commands: readonly PathCommand[] }
  }
  export function parse(bytes: ArrayBuffer): Font
}
