/** `heddle profile --help`. */
export const profileHelp: string = `heddle profile - where the time of a program goes, in all of its threads and worker processes

Usage: heddle profile [options] SCRIPT [arguments]

  Runs the script as \`node SCRIPT\` does, with the CPU profiles of its main thread and of all workers,
  then prints the functions that took longest on standard error. Its exit status is the script's.

  -o, --out FILE      also write the profile; the name's ending says how. Can be given several times
                        .html             a flame graph, in one page
                        .cpuprofile       for Chrome and VS Code; loadProfile() reads it
                        .speedscope.json  for https://www.speedscope.app; loadProfile() reads it
                        .trace.json       for https://ui.perfetto.dev, with tasks and stages
                        .txt              the table
  -n, --top N         so many functions (default: 20); 0: no table
  -s, --sort KEY      cumulative (default), self, name or file
      --filter TEXT   only functions whose name or file has this in it
      --internals     each function of Node and heddle on a row of its own
  -i, --interval MS   between two samples of a thread (default: 1; the least is 0.05)
  -h, --help

  What is no option of these goes to the script, and all that follows \`--\`.
  Ctrl-C ends the script, and the profile is printed; it also is when the script calls process.exit().

Examples:
  heddle profile ./report.ts
  heddle profile -o run.html -o run.cpuprofile ./report.ts --year 2025
  heddle profile -s self ./report.ts -- --top of the world
`
