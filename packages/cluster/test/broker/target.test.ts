import assert from "node:assert/strict"
import { test } from "node:test"
import { targetOf } from "../../src/broker/target.ts"

test("loopback is what a name leads to", async () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]"]) {
    assert.equal((await targetOf(`nats://${host}:1`)).isLoopback, true, host)
  }
  for (const host of ["0.0.0.0", "128.0.0.1", "10.0.0.1", "[::]", "[::2]", "[fe80::1]", "[::ffff:10.0.0.1]"]) {
    assert.equal((await targetOf(`nats://${host}:1`)).isLoopback, false, host)
  }
})

test("an URL has a port, a host and a scheme, or those of NATS", async () => {
  assert.deepEqual(await targetOf("127.0.0.1"), {
    host: "127.0.0.1",
    port: 4222,
    isTls: false,
    addresses: ["127.0.0.1:4222"],
    isLoopback: true,
  })
  const { host, port, isTls, addresses } = await targetOf("tls://[::1]:80")
  assert.deepEqual([host, port, isTls, addresses], ["::1", 80, true, ["[::1]:80"]])
})
