export default function spin(steps: number): number
