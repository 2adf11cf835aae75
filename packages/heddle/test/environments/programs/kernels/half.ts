const divisor = 2

export default function half(x: number): number {
  return x / divisor
}
