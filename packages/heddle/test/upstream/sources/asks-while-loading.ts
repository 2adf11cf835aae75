import { Queue } from "heddle/multiprocessing"

const queue = new Queue<string>()
await queue.put("knock knock")
export const answer: string = await queue.get({ timeout: 60_000 })
await queue.close()
