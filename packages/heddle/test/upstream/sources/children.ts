/** Programs with processes of their own. The argument names one. */
import { Process, SharedMemory } from "heddle/multiprocessing"

const programs: Record<string, () => unknown> = {
  async flushing() {
    process.stdout.write("foo")
    const child = new Process(() => {})
    child.start()
    await child.join()
  },
  async memory() {
    const memory = new SharedMemory({ create: true, size: 10 })
    const child = new Process((block: SharedMemory) => {
      block.buf.fill(1)
      block.close()
    }, memory)
    child.start()
    await child.join()
    console.log(memory.buf.subarray(0, 10).reduce((a, b) => a + b, 0))
    memory.close()
    memory.unlink()
  },
}

await programs[process.argv[2]!]!()
