import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { describe, it } from "node:test"
import { Exchange } from "../../src/link/index.ts"
import { turn } from "../../../heddle/test/contract/gates.ts"
import { Line, isWord, keysOfBoth, lease } from "./line.ts"

const part = 256 * 1024
const windowBytes = 4 * 2 ** 20

describe("a link carries", () => {
  it("messages in order, in both directions", async () => {
    const line = new Line()
    const sent = Array.from({ length: 100 }, (_, i) => `message ${i}`)
    for (const text of sent) line.a.link.send(Buffer.from(text))
    line.b.link.send(Buffer.from("one"), Buffer.from(""), Buffer.from(" message"))
    await line.settle()
    assert.deepEqual(line.b.texts, sent)
    assert.deepEqual(line.a.texts, ["one message"])
    assert.equal(line.a.link.backlog, 0)
    assert.ok(line.a.drained > 0)
  })

  it("messages of any length", async () => {
    const line = new Line()
    const sent = [0, 1, part - 1, part, part + 1, 2 * part, 10_000_000, 0].map((length) => randomBytes(length))
    for (const bytes of sent) line.a.link.send(bytes)
    await line.settle()
    assert.deepEqual(line.b.got, sent)
  })

  it("no packet that a broker does not take by default", async () => {
    const line = new Line()
    line.a.link.send(Buffer.alloc(10_000_000))
    const lengths: number[] = []
    await line.settle((packet) => {
      lengths.push(packet.length)
      return false
    })
    assert.ok(Math.max(...lengths) < 2 ** 20)
  })

  it("no more at once than its window, until the other side has some of it", async () => {
    const line = new Line()
    line.a.link.send(Buffer.alloc(10_000_000))
    const bytes = (): number => line.a.out.reduce((sum, { length }) => sum + length, 0)
    assert.ok(bytes() >= windowBytes && bytes() < windowBytes + 2 * part, String(bytes()))
    assert.ok(line.a.link.backlog >= 10_000_000)
    await line.settle()
    assert.equal(line.b.got[0]?.length, 10_000_000)
    assert.equal(line.a.link.backlog, 0)
  })

  it("nothing in clear", () => {
    const line = new Line()
    line.a.link.send(Buffer.from("a secret of sorts"))
    assert.equal(line.a.out.length, 1)
    assert.ok(!line.a.out[0]!.includes("secret"))
  })
})

describe("what is lost on the way", () => {
  for (const lost of ["data", "words"] as const) {
    it(`is sent again: ${lost}`, async () => {
      const line = new Line()
      for (let i = 0; i < 10; i++) line.a.link.send(Buffer.from(String(i)))
      let dropped = 0
      await line.settle((packet) => isWord(packet) === (lost === "words") && dropped++ < 5)
      assert.ok(dropped >= (lost === "data" ? 5 : 1))
      await line.beats(3)
      assert.deepEqual(line.b.texts, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
      assert.equal(line.a.link.backlog, 0)
    })
  }

  it("is sent again at once when the broker is there again", async () => {
    const line = new Line()
    line.a.link.send(Buffer.from("hello"))
    line.b.link.send(Buffer.from("you"))
    await line.settle(() => true)
    line.a.link.again()
    line.b.link.again()
    await line.settle()
    assert.deepEqual([line.b.texts, line.a.texts], [["hello"], ["you"]])
  })

  it("is not sent again while nothing says that it was lost, however slow the line is", async () => {
    const line = new Line()
    line.a.link.send(Buffer.alloc(windowBytes))
    const first = line.a.out.filter((packet) => !isWord(packet)).length
    let data = 0
    // The line takes a packet for every beat.
    for (let i = 0; i < 100; i++) {
      line.now += lease / 10
      line.a.link.beat()
      line.b.link.beat()
      const packet = line.a.out.shift()!
      if (!isWord(packet)) data++
      line.b.link.packet(packet)
      for (const word of line.b.out.splice(0)) line.a.link.packet(word)
    }
    assert.equal(data, first)
    assert.equal(line.a.ended, undefined)
    assert.equal(line.b.got.length, 1)
  })

  it("costs no memory while the broker is away", async () => {
    const line = new Line()
    line.a.link.send(Buffer.alloc(windowBytes))
    const under = line.a.out.length
    for (let i = 0; i < 9; i++) {
      line.now += lease / 10
      line.a.link.beat()
    }
    assert.equal(line.a.out.filter((packet) => !isWord(packet)).length, under)
  })

  it("does not matter to a link that has ended", async () => {
    const line = new Line()
    line.a.link.send(Buffer.from("x"))
    line.a.link.close()
    line.a.out.splice(0)
    line.a.link.again()
    line.a.link.beat()
    line.a.link.send(Buffer.from("y"))
    line.a.link.close()
    assert.equal(line.a.out.length, 0)
    assert.equal(line.a.link.backlog, 0)
  })
})

describe("what did not come from the other side is as if it had not come", () => {
  it("packets altered anywhere", async () => {
    const line = new Line()
    line.a.link.send(Buffer.from("hello"))
    line.a.link.beat()
    for (const packet of line.a.out.splice(0)) {
      for (let at = 0; at < packet.length; at++) {
        for (const bit of [1, 2, 128]) {
          const altered = Buffer.from(packet)
          altered[at]! ^= bit
          line.b.link.packet(altered)
        }
        line.b.link.packet(packet.subarray(0, at))
      }
      line.b.link.packet(Buffer.concat([packet, Buffer.alloc(1)]))
      assert.deepEqual([line.b.got.length, line.b.ended], [0, undefined])
      if (isWord(packet)) continue
      line.b.link.packet(packet)
      assert.deepEqual(line.b.texts, ["hello"])
      line.b.got.length = 0
    }
  })

  it("packets of another link, and its own", async () => {
    const [line, other] = [new Line(), new Line()]
    other.a.link.send(Buffer.from("of another"))
    other.a.link.close()
    for (const packet of other.a.out) {
      line.a.link.packet(packet)
      line.b.link.packet(packet)
    }
    line.a.link.send(Buffer.from("its own"))
    for (const packet of line.a.out) line.a.link.packet(packet)
    assert.deepEqual([line.a.got, line.b.got, line.b.ended], [[], [], undefined])
  })

  it("packets that are repeated, or come in another order", async () => {
    const line = new Line()
    for (const text of ["1", "2", "3"]) line.a.link.send(Buffer.from(text))
    const [one, two, three] = line.a.out.splice(0) as [Buffer, Buffer, Buffer]
    for (const packet of [three, two, one, one, three, two, two, one, three]) line.b.link.packet(packet)
    assert.deepEqual(line.b.texts, ["1", "2", "3"])
  })

  it("repeated words do not keep a link", async () => {
    const line = new Line()
    line.a.link.beat()
    const [word] = line.a.out.splice(0)
    for (let i = 0; i < 20; i++) {
      line.now += lease / 10
      line.b.link.packet(word!)
      line.b.link.beat()
    }
    assert.equal(line.b.ended, "silent")
  })

  it("a word that was overtaken by a newer one", async () => {
    const line = new Line()
    line.a.link.send(Buffer.from("x"))
    line.b.link.beat()
    const [old] = line.b.out.splice(0)
    await line.settle()
    line.a.link.packet(old!)
    assert.equal(line.a.link.backlog, 0)
  })

  it("anything", () => {
    const line = new Line()
    for (let i = 0; i < 2000; i++) line.b.link.packet(randomBytes(i % 64))
    assert.deepEqual([line.b.got, line.b.ended], [[], undefined])
  })
})

describe("a link ends", () => {
  it("when it is closed; the other side is told", async () => {
    const line = new Line()
    line.a.link.close()
    await line.settle()
    assert.deepEqual([line.a.ended, line.b.ended], ["closed", "left"])
  })

  it("when the other side is silent for its lease, and no earlier", async () => {
    const line = new Line()
    for (let i = 0; i < 10; i++) {
      line.now += lease / 10
      line.a.link.beat()
      assert.equal(line.a.ended, undefined)
    }
    line.now += 1
    line.a.link.beat()
    assert.equal(line.a.ended, "silent")
    line.b.out.splice(0)
    // Should it be heard, it is known there, too.
    await line.settle()
    assert.equal(line.b.ended, "left")
  })

  it("not while it is used, for however long", async () => {
    const line = new Line()
    await line.beats(100)
    assert.deepEqual([line.a.ended, line.b.ended], [undefined, undefined])
  })

  it("not because its own program was stopped: what has come meanwhile is read first", async () => {
    const line = new Line()
    await line.beats(3)
    line.b.link.beat()
    line.now += 100 * lease
    line.a.link.beat()
    assert.equal(line.a.ended, undefined)
    await line.settle()
    await line.beats(5)
    assert.deepEqual([line.a.ended, line.b.ended], [undefined, undefined])
    // Then it is silent as ever.
    await line.beats(20, (_, from) => from === line.b)
    assert.equal(line.a.ended, "silent")
  })

  it("also while a message is taken", async () => {
    const line = new Line({
      message: () => line.b.link.close(),
    })
    line.a.link.send(Buffer.from("1"))
    line.a.link.send(Buffer.from("2"))
    await line.settle()
    assert.deepEqual([line.a.ended, line.b.ended], ["left", "closed"])
  })
})

describe("a side that is held", () => {
  it("gets no more than was under way, and all of it when it is not held any more", async () => {
    const line = new Line()
    line.b.link.hold(true)
    await line.settle()
    line.a.link.send(Buffer.from("1"))
    line.a.link.send(Buffer.alloc(10_000_000))
    await line.beats(20)
    assert.deepEqual([line.b.got.length, line.a.ended, line.b.ended], [0, undefined, undefined])
    assert.ok(line.a.link.backlog > 10_000_000)
    // It can still send.
    line.b.link.send(Buffer.from("back"))
    await line.settle()
    assert.deepEqual(line.a.texts, ["back"])
    line.b.link.hold(false)
    await line.settle()
    assert.deepEqual(
      line.b.got.map(({ length }) => length),
      [1, 10_000_000],
    )
  })

  it("is believed by its newest word, if words are lost", async () => {
    const line = new Line()
    line.b.link.hold(true)
    await line.settle()
    line.b.link.hold(false)
    await line.settle(() => true)
    line.a.link.send(Buffer.from("1"))
    await line.beats(2)
    assert.deepEqual(line.b.texts, ["1"])
  })
})

describe("numbers", () => {
  it("beyond 32 bits are as any", () => {
    const [ours, theirs] = keysOfBoth()
    for (const number of [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 48 - 1]) {
      const head = Buffer.from("head")
      const sealed = ours.ours.data.seal(number, head, Buffer.from("body"))
      const body = sealed.subarray(head.length)
      assert.equal(String(theirs.theirs.data.open(number, head, body)), "body")
      // Nor is it another number's that shares bits with it.
      for (const other of [number - 1, number - 2 ** 31, number % 2 ** 32, number % 2 ** 16]) {
        if (other !== number) assert.equal(theirs.theirs.data.open(other, head, body), undefined)
      }
    }
    assert.throws(() => ours.ours.data.seal(2 ** 48, Buffer.alloc(0), Buffer.alloc(0)), RangeError)
  })
})

describe("keys", () => {
  it("are those of one link, one way and one kind alone", () => {
    const [a, b] = keysOfBoth()
    const [otherName] = keysOfBoth("1".repeat(32))
    const head = Buffer.alloc(7)
    const sealed = a.ours.data.seal(1, head, Buffer.from("body")).subarray(7)
    assert.equal(String(b.theirs.data.open(1, head, sealed)), "body")
    for (const seal of [b.theirs.word, b.ours.data, b.ours.word, a.theirs.data, otherName.theirs.data]) {
      assert.equal(seal.open(1, head, sealed), undefined)
    }
  })

  it("depend on the link's name, and on who asked", () => {
    const [one, two] = [new Exchange(), new Exchange()]
    const head = Buffer.alloc(0)
    const sealed = one.agree(two.publicKey, "name", true).ours.data.seal(1, head, Buffer.from("x"))
    assert.equal(String(two.agree(one.publicKey, "name", false).theirs.data.open(1, head, sealed)), "x")
    assert.equal(two.agree(one.publicKey, "other", false).theirs.data.open(1, head, sealed), undefined)
    assert.equal(two.agree(one.publicKey, "name", true).theirs.data.open(1, head, sealed), undefined)
  })

  it("are not agreed with what is no key", () => {
    const exchange = new Exchange()
    for (const key of [Buffer.alloc(0), Buffer.alloc(31, 1), Buffer.alloc(33, 1), Buffer.alloc(32)]) {
      assert.throws(() => exchange.agree(key, "name", true), String(key.length))
    }
  })
})

describe("whatever happens on the way", () => {
  for (let seed = 1; seed <= 40; seed++) {
    it(`every message arrives once, in order, or the link ends (seed ${seed})`, async () => {
      const random = randoms(seed)
      const bad = { drop: random() * 0.5, twice: random() * 0.3, swap: random() * 0.3, alter: random() * 0.2 }
      const line = new Line()
      const sides = [
        { from: line.a, to: line.b, sent: [] as Buffer[] },
        { from: line.b, to: line.a, sent: [] as Buffer[] },
      ]
      for (let round = 0; round < 150; round++) {
        for (const { from, to, sent } of sides) {
          if (random() < 0.6) {
            const large = random() < 0.03
            const message = Buffer.alloc(Math.floor(random() * (large ? 3 * part : 100)), sent.length % 251)
            sent.push(message)
            from.link.send(message)
          }
          if (random() < 0.03) from.link.again()
          if (random() < 0.05) from.link.hold(random() < 0.5)
          // Some of what is under way arrives.
          for (let some = Math.floor(random() * 6); some > 0 && from.out.length > 0; some--) {
            const at = random() < bad.swap ? Math.floor(random() * from.out.length) : 0
            const [packet] = from.out.splice(at, 1) as [Buffer]
            if (random() < bad.drop) continue
            if (random() < bad.twice) from.out.splice(Math.floor(random() * from.out.length), 0, packet)
            const given = Buffer.from(packet)
            if (random() < bad.alter) given[Math.floor(random() * given.length)]! ^= 1 << Math.floor(random() * 8)
            to.link.packet(given)
          }
          if (random() < 0.2) from.link.beat()
        }
        if (random() < 0.3) await turn()
        line.now += random() * 20
      }
      for (const { from } of sides) from.link.hold(false)
      await line.settle()
      await line.beats(6)
      for (const { from, to, sent } of sides) {
        if (from.ended === undefined) assert.deepEqual(to.got, sent)
        else assert.deepEqual(to.got, sent.slice(0, to.got.length))
        assert.equal(from.ended === undefined, to.ended === undefined)
      }
    })
  }
})

/** Numbers from 0 to 1 (mulberry32). */
function randoms(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
