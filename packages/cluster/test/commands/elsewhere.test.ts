import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it, test } from "node:test"
import { temporaryFolder } from "./folder.ts"
import { heddle } from "./processes.ts"

const bash = spawnSync("bash", ["--version"]).status === 0 ? false : "not run: install bash"

describe("heddle worker --slurm", { skip: bash }, () => {
  it("prints a script that bash takes, and that starts an agent on each node", async () => {
    using folder = temporaryFolder()
    const credentials = join(folder.path, "it's secret.json")
    const args = ["tls://broker:4222", "--credentials", credentials, "--labels", "zone=a b,gpu=$HOME"]
    const { code, stdout } = await heddle(folder.path, [
      "worker",
      ...args,
      "--slurm",
      "--nodes",
      "8",
      "--time",
      "4:00:00",
    ])
    assert.equal(code, 0)
    for (const line of ["--nodes=8", "--ntasks-per-node=1", "--time=4:00:00", "--signal=INT@60"])
      assert.ok(stdout.includes(`\n#SBATCH ${line}\n`), line)
    writeFileSync(join(folder.path, "script.sh"), stdout)
    assert.equal(spawnSync("bash", ["-n", "script.sh"], { cwd: folder.path }).status, 0)

    // What it starts, with an srun that runs the command once and a heddle that shows what it was given.
    const bin = join(folder.path, "node_modules/.bin")
    mkdirSync(bin, { recursive: true })
    for (const [name, text] of [
      ["srun", '#!/bin/sh\nwhile [ "${1#-}" != "$1" ]; do shift; done\nexec "$@"\n'],
      ["heddle", '#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\n'],
    ] as const) {
      writeFileSync(join(bin, name), text)
      chmodSync(join(bin, name), 0o755)
    }
    const env = { ...process.env, SLURM_CPUS_ON_NODE: "12" }
    const ran = spawnSync("bash", ["script.sh"], { cwd: folder.path, env, encoding: "utf8" })
    assert.equal(ran.stderr, "")
    assert.deepEqual(ran.stdout.trimEnd().split("\n"), [
      "<worker>",
      "<tls://broker:4222>",
      "<--credentials>",
      `<${credentials}>`,
      "<--labels>",
      "<zone=a b,gpu=$HOME>",
      "<--workers>",
      "<12>",
      "<--cpus>",
      "<12>",
    ])
  })

  it("takes the workers that it is told", async () => {
    const { stdout } = await heddle(import.meta.dirname, ["worker", "--credentials", "f", "--slurm", "--workers", "3"])
    assert.match(stdout, /--workers 3 --cpus "\$SLURM_CPUS_ON_NODE"/)
    assert.match(stdout, /\n#SBATCH --time=01:00:00\n/)
  })

  it("takes no time that Slurm would not", async () => {
    const { code, stderr } = await heddle(import.meta.dirname, [
      "worker",
      "--credentials",
      "f",
      "--slurm",
      "--time",
      "1h",
    ])
    assert.equal(code, 2)
    assert.match(stderr, /`--time` must be as Slurm has it/)
  })
})

test("heddle worker --k8s prints a Deployment, and what it needs on standard error", async () => {
  const args = [
    "worker",
    "--credentials",
    "agent.json",
    "--k8s",
    "--workers",
    "4",
    "--nodes",
    "10",
    "--image",
    "reg/i:1",
  ]
  const { code, stdout, stderr } = await heddle(import.meta.dirname, [...args, "--labels", "gpu=yes"])
  assert.equal(code, 0)
  assert.match(stderr, /kubectl create secret generic heddle-worker --from-file=agent\.json=agent\.json\n/)
  const manifest = JSON.parse(stdout)
  const container = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } }
  has(manifest, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "heddle-worker" },
    spec: {
      replicas: 10,
      selector: { matchLabels: manifest.spec.template.metadata.labels },
      template: {
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 600,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            fsGroup: 1000,
            seccompProfile: { type: "RuntimeDefault" },
          },
          initContainers: [{ name: "credentials", image: "reg/i:1", securityContext: container }],
          containers: [
            {
              name: "worker",
              image: "reg/i:1",
              command: ["heddle"],
              args: [
                "worker",
                "--credentials",
                "/credentials/agent.json",
                "--workers",
                "4",
                "--cpus",
                "4",
                "--labels",
                "gpu=yes",
              ],
              resources: { requests: { cpu: "4", memory: "4Gi" }, limits: { cpu: "4", memory: "8Gi" } },
              securityContext: container,
            },
          ],
          volumes: [
            { name: "secret", secret: { secretName: "heddle-worker", defaultMode: 0o400 } },
            { name: "credentials", emptyDir: { medium: "Memory" } },
            { name: "temporary", emptyDir: {} },
          ],
        },
      },
    },
  })
  const { containers, initContainers, volumes } = manifest.spec.template.spec
  const names = volumes.map((volume: { name: string }) => volume.name)
  for (const { volumeMounts } of [...containers, ...initContainers])
    for (const { name } of volumeMounts) assert.ok(names.includes(name), name)
  // The agent reads the copy that it alone owns, for it refuses a secret that others may read.
  assert.deepEqual(initContainers[0].command, ["install", "-m", "0400", "/secret/agent.json", "/credentials/"])
})

test("heddle worker --k8s brings the certificates that the broker's is signed by", async () => {
  const args = ["worker", "tls://b:1", "--credentials", "a", "--ca", "ca.pem", "--k8s", "--name", "w"]
  const { stdout, stderr } = await heddle(import.meta.dirname, args)
  assert.match(stderr, /generic w --from-file=agent\.json=a --from-file=ca\.pem=ca\.pem/)
  const { containers, initContainers } = JSON.parse(stdout).spec.template.spec
  assert.ok(
    containers[0].args.join(" ").includes("worker tls://b:1 ") && containers[0].args.includes("/credentials/ca.pem"),
  )
  assert.ok(initContainers[0].command.includes("/secret/ca.pem"))
})

/** Is all of `expected` in `value`? */
function has(value: any, expected: unknown, at = "manifest"): void {
  if (typeof expected !== "object" || expected === null) return assert.equal(value, expected, at)
  if (Array.isArray(expected)) assert.equal(value?.length, expected.length, at)
  for (const [name, part] of Object.entries(expected)) has(value?.[name], part, `${at}.${name}`)
}
