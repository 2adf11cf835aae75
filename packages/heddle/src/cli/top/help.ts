/** `heddle top --help`. */
export const topHelp: string = `heddle top - what a running program's workers do now

Usage: heddle top [PID] [options]
       heddle dump PID [options]     the stack of each thread: where is it stuck?

  Without PID: the programs of yours that run now. A program can be looked at soon after its
  first pool has begun: 0.1 s, or 1 s where its workers are processes. It need not be prepared, and
  answers while all of its threads are busy.

top:
      --once          one table, then end
      --interval S    seconds between two tables (default: 1)
      --dump          the same as heddle dump
dump:
      --all           the frames of Node and heddle too
both:
      --json          one object of JSON, then end
  -h, --help

  q ends it. CPU is of one processor, and needs Node 24 there; on Node 22 it is the share of time spent in tasks.

Exit status: 0; 2 usage, or there is no such program.
`
