/**
 * Two galaxies that pass each other. Every star is pulled by all: stars are shared out to the threads, and each thread adds
 * up what pulls eight of them at a time.
 *
 *   node 41-n-body.ts 400            writes n-body.png: the paths of twice 400 stars
 */
import assert from "node:assert/strict"
import { jit, prange, random, zeros } from "heddle/jit"
import { Light } from "./picture/light.ts"
import { rgb } from "./picture/palette.ts"
import { save } from "./picture/save.ts"

const each = Number(process.argv[2] ?? 320)
const count = 2 * (each + 1)
const [steps, dt, softening] = [800, 0.0075, 0.0025]

// Kernels read what they capture where it is: these arrays lie in the memory that all threads share.
const [x, y, z] = [zeros(count), zeros(count), zeros(count)]
const [vx, vy, vz] = [zeros(count), zeros(count), zeros(count)]
const mass = zeros(count)

/** What the pull of all the others makes of the velocities in a time. */
const pull = jit(function pull(time: number) {
  for (const i of prange(mass)) {
    let ax = 0
    let ay = 0
    let az = 0
    for (let j = 0; j < mass.length; j++) {
      const dx = x[j]! - x[i]!
      const dy = y[j]! - y[i]!
      const dz = z[j]! - z[i]!
      const r2 = dx * dx + dy * dy + dz * dz + softening
      const force = mass[j]! / (r2 * Math.sqrt(r2))
      ax += force * dx
      ay += force * dy
      az += force * dz
    }
    vx[i]! += ax * time
    vy[i]! += ay * time
    vz[i]! += az * time
  }
})

const move = jit(function move(time: number) {
  for (const i of prange(mass)) {
    x[i]! += vx[i]! * time
    y[i]! += vy[i]! * time
    z[i]! += vz[i]! * time
  }
})

/** Kinetic and potential energy together. The sum is the same on any number of threads. */
const energy = jit(function energy() {
  let total = 0
  for (const i of prange(mass)) {
    let potential = 0
    for (let j = 0; j < mass.length; j++) {
      const r2 = (x[j]! - x[i]!) ** 2 + (y[j]! - y[i]!) ** 2 + (z[j]! - z[i]!) ** 2
      if (j !== i) potential -= mass[j]! / Math.sqrt(r2 + softening)
    }
    total += (mass[i]! * (vx[i]! ** 2 + vy[i]! ** 2 + vz[i]! ** 2 + potential)) / 2
  }
  return total
})

type Vector = readonly [number, number, number]

/** A heavy centre, and stars on circles around it, in a plane that is turned about the x axis. */
function galaxy(first: number, centre: number, radius: number, turn: number, at: Vector, speed: Vector): void {
  const chances = random.rand(2, each)
  const put = (i: number, px: number, py: number, ux: number, uy: number): void => {
    x[i] = at[0] + px
    y[i] = at[1] + py * Math.cos(turn)
    z[i] = at[2] + py * Math.sin(turn)
    vx[i] = speed[0] + ux
    vy[i] = speed[1] + uy * Math.cos(turn)
    vz[i] = speed[2] + uy * Math.sin(turn)
  }
  put(first, 0, 0, 0, 0)
  mass[first] = centre
  for (let k = 0; k < each; k++) {
    const r = radius * Math.sqrt(0.08 + 0.92 * chances[k]!)
    const [cos, sin] = [Math.cos(2 * Math.PI * chances[each + k]!), Math.sin(2 * Math.PI * chances[each + k]!)]
    const v = r * Math.sqrt(centre) * (r * r + softening) ** -0.75
    put(first + 1 + k, r * cos, r * sin, -v * sin, v * cos)
    mass[first + 1 + k] = 0.02 / each
  }
}

random.seed(3)
galaxy(0, 1, 0.9, 0.5, [-1, 0.6, 0], [0.38, 0, 0])
galaxy(each + 1, 0.6, 0.7, -0.9, [1.6, -0.9, 0.2], [-0.62, 0, 0])

const light = new Light(720, 480)
const colours = [rgb("#ff9a4d"), rgb("#5aa2ff")] as const
const expose = (amount: number): void => {
  for (let i = 0; i < count; i++) {
    light.add(345 - 92 * y[i]!, 240 - 92 * x[i]!, colours[i > each ? 1 : 0], amount)
  }
}

const before = energy()
pull(dt / 2)
for (let step = 1; step <= steps; step++) {
  // Lighter the later.
  for (let part = 0; part < 4; part++) {
    move(dt / 4)
    expose(0.06 * (step / steps) ** 3)
  }
  pull(step === steps ? dt / 2 : dt)
}
expose(3)
const drift = Math.abs(energy() / before - 1)
console.log(`energy ${before.toFixed(6)}, changed by ${(100 * drift).toFixed(4)} % in ${steps} steps`)
assert.ok(drift < 1e-4, "energy is not conserved")
console.log(pull.explain())
save("n-body.png", light.picture())
