import assert from "node:assert/strict"
import { test } from "node:test"
import { Pool as RootPool } from "heddle"
import { Pool, Process, ProcessError, Queue, QueueEmptyError, getContext } from "heddle/multiprocessing"

test("what is imported from multiprocessing in Python is imported from there, its errors too", async () => {
  assert.equal(Pool, RootPool)
  assert.equal(getContext("spawn").Pool, Pool)
  await assert.rejects(new Process(() => {}).join(), ProcessError)
  await assert.rejects(new Queue().getNowait(), QueueEmptyError)
})
