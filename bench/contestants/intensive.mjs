/** The seed's compute_intensive_task. */
export default function computeIntensiveTask([data, steps]) {
  let result = 0
  for (let i = 0; i < steps; i++) result += i * data
  return result
}
