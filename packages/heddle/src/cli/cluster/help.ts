/** What the commands that connect to a broker have in common. */
const connection = `  URL                   nats://host:4222 or tls://host:4222
                        (default: HEDDLE_CLUSTER_URL, or what the credentials say)
      --credentials F   the file of credentials (default: HEDDLE_CLUSTER_CREDENTIALS,
                        else what \`heddle cluster up\` made in this folder)
      --ca FILE         the certificates that the broker's is to be signed by, as PEM
      --insecure        take a broker beyond this machine that has no TLS or no authentication
  -h, --help`

/** `heddle worker --help`. */
export const workerHelp: string = `heddle worker - this machine joins a cluster

Usage: heddle worker [URL] --credentials FILE [options]

  Runs workers for the programs of a cluster until it is told to end. The first signal (Ctrl-C,
  SIGTERM) and \`heddle cluster drain\` have it take no new workers and wait for those that it
  has; a second signal ends them. Each worker is a process of its own.

      --workers N       so many at once (default: --cpus)
      --cpus N          processors that they share (default: as many as there are)
      --labels K=V,...  what programs may choose machines by
      --name NAME       the machine's name (default: its host name)

${connection}

Elsewhere (these start nothing):
      --slurm           print a script for sbatch: one agent a node, with all its processors
        --time T          the job's time limit (default: 01:00:00)
      --k8s             print a Kubernetes Deployment, for kubectl apply -f - (as JSON)
        --image IMAGE     one that has heddle and @heddle/cluster (default: heddle-worker)
      --nodes N         for --slurm: nodes; for --k8s: replicas (default: 1)

Examples:
  heddle worker tls://broker:4222 --credentials agent.json --labels gpu=yes
  heddle worker --credentials agent.json --slurm --nodes 8 --time 4:00:00 > worker.sh; sbatch worker.sh
  heddle worker --credentials agent.json --k8s --workers 4 --nodes 10 | kubectl apply -f -

Exit status: 0 it has left; 1 the broker does not let it in again; 2 usage, or it could not
join; 128 and the signal's number if workers were ended by a second signal.
`

/** `heddle cluster --help`. */
export const clusterHelp: string = `heddle cluster - a cluster's broker, its keys, and its machines

Usage: heddle cluster up [options]
       heddle cluster keys [options]
       heddle cluster status [URL] --credentials FILE [--json]
       heddle cluster why [URL] --credentials FILE [--labels K=V,...]
       heddle cluster drain MACHINE [URL] --credentials FILE

  up       for trying out: starts a broker on loopback, and this machine as a worker of it,
           until Ctrl-C. It needs nats-server on the PATH, or its file in NATS_SERVER.
  keys     for a broker that is to stay: writes credentials, and a configuration of nats-server
           that lets them in. Nothing is overwritten.
  status   the machines: how many workers they have and take, processors, memory, labels, and
           why they refuse a program of this heddle
  why      why workers of a program wait: no machine, no place, other versions, other labels
  drain    a machine takes no new workers, and its \`heddle worker\` ends when the last has ended

up:
      --workers N       workers of this machine (default: as many as it has processors)
      --port P          of the broker (default: a free one)
      --dir FOLDER      for credentials and what the broker stores (default: .heddle-cluster)

keys:
      --submitters N    files for so many programs (default: 1)
      --agents N        files for so many kinds of machines (default: 1)
      --host H          where the others reach the broker (default: only from its own machine)
      --port P          (default: 4222)
      --tls-cert FILE   the broker's certificate, made out to that host, and its key: beyond one
      --tls-key FILE    machine, a broker without is refused
      --ca FILE         what the certificate is signed by, as PEM, unless Node knows it
      --store FOLDER    where the broker stores (default: store, in the folder)
      --dir FOLDER      for all that is written (default: heddle-keys)

status, why, drain (credentials of a program):
      --json            status: an array of JSON
      --labels K=V,...  why: for workers that need these
${connection}

Examples:
  heddle cluster up --workers 4
  heddle cluster keys --host broker.example.org --tls-cert cert.pem --tls-key key.pem --agents 3
  heddle cluster why --credentials heddle-keys/submitter-1.json --labels gpu=yes

Exit status: 0; 1 why: a worker would wait; up: the broker has ended; 2 usage, or what is needed is not there.
`
