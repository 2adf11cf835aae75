/** `heddle doctor --help`. */
export const doctorHelp: string = `heddle doctor - does this machine have what heddle needs

Usage: heddle doctor [options]

  Looks at Node, processors, memory, shared memory, WebAssembly, kernels, the folder for
  temporary files, packages that may be there, and starts a worker thread and a worker
  process. Says what to do about what is not as it could be. Removes shared memory that
  heddle programs left that were killed.

      --nats [URL]   is a NATS server there? (default: NATS_URL, or nats://127.0.0.1:4222;
                     without this option: only if NATS_URL is set)
      --json         a JSON array of { name, status, text, fix } on standard output
  -h, --help

Exit status: 0 nothing failed, warnings do not count; 1 something that heddle needs does not
work; 2 usage.
`
