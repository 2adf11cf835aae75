export default function computeIntensiveTask(input: [data: number, steps: number]): number
