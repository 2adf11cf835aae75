export interface VisualizeOptions {
  readonly file?: string | undefined
}
export function drawGraph(_v: readonly unknown[], _o: VisualizeOptions): string {
  return ""
}
