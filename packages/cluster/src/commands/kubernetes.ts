import { labelsText } from "./arguments.ts"
import { CommandError } from "./command-error.ts"
import type { WorkerRequest } from "./worker.ts"

/** How long a pod may drain, in seconds. */
const grace = 600
/** The user `node` of Node's images. */
const user = 1000
const defaultWorkers = 2

/** A Deployment of agents, for `kubectl apply -f -`, and what is to be done before it. */
export function kubernetesManifest(
  request: WorkerRequest,
  replicas = 1,
  image = "heddle-worker",
): { readonly manifest: unknown; readonly before: string } {
  const { connection, workers = defaultWorkers, cpus = workers, labels, name = "heddle-worker" } = request
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    throw new CommandError(`a Deployment cannot be called ${name}`, "lower-case letters, digits and dashes, at most 63")
  const { url, credentials, insecure, ca } = connection
  const args = [
    "worker",
    ...(url === undefined ? [] : [url]),
    "--credentials",
    "/credentials/agent.json",
    ...["--workers", String(workers), "--cpus", String(cpus)],
    ...(insecure ? ["--insecure"] : []),
    ...(ca === undefined ? [] : ["--ca", "/credentials/ca.pem"]),
    ...(Object.keys(labels).length === 0 ? [] : ["--labels", labelsText(labels)]),
  ]
  const files = ca === undefined ? ["agent.json"] : ["agent.json", "ca.pem"]
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  }
  const app = { "app.kubernetes.io/name": name }
  const manifest = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: app },
    spec: {
      replicas,
      selector: { matchLabels: app },
      template: {
        metadata: { labels: app },
        spec: {
          automountServiceAccountToken: false,
          // A pod that is to go takes no new workers, and waits for those that it has.
          terminationGracePeriodSeconds: grace,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: user,
            runAsGroup: user,
            fsGroup: user,
            seccompProfile: { type: "RuntimeDefault" },
          },
          // Files of a Secret are root's, and with fsGroup the group may read them. heddle takes a secret that its owner alone may read.
          initContainers: [
            {
              name: "credentials",
              image,
              command: ["install", "-m", "0400", ...files.map((file) => `/secret/${file}`), "/credentials/"],
              securityContext,
              volumeMounts: [
                { name: "secret", mountPath: "/secret", readOnly: true },
                { name: "credentials", mountPath: "/credentials" },
              ],
            },
          ],
          containers: [
            {
              name: "worker",
              image,
              command: ["heddle"],
              args,
              resources: {
                requests: { cpu: String(cpus), memory: `${workers}Gi` },
                limits: { cpu: String(cpus), memory: `${2 * workers}Gi` },
              },
              securityContext,
              volumeMounts: [
                { name: "credentials", mountPath: "/credentials", readOnly: true },
                { name: "temporary", mountPath: "/tmp" },
              ],
            },
          ],
          volumes: [
            // 0400, which JSON cannot say.
            { name: "secret", secret: { secretName: name, defaultMode: 0o400 } },
            { name: "credentials", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
            { name: "temporary", emptyDir: {} },
          ],
        },
      },
    },
  }
  const from = [`--from-file=agent.json=${credentials}`, ...(ca === undefined ? [] : [`--from-file=ca.pem=${ca}`])]
  const before = `heddle worker: before \`kubectl apply -f -\`, make the Secret that it reads:
  kubectl create secret generic ${name} ${from.join(" ")}
The image ${image} is to have heddle and @heddle/cluster, with \`heddle\` on its PATH${image === "heddle-worker" ? " (--image names another)" : ""}.`
  return { manifest, before }
}
