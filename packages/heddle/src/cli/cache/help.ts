/** `heddle cache --help`. */
export const cacheHelp: string = `heddle cache - what a folder of results (heddle/memory) holds

Usage: heddle cache ls|stats|rm|verify DIR [options]

  ls       the entries: function, size, time since the last use, how long the function had
           taken, what it was called with
  stats    sums: entries, bytes, the time that all this took to compute, and the same of each
           function
  rm       removes entries, those first that were used longest ago, and prints their names
  verify   reads each entry whole and prints those that are damaged

ls:
      --sort KEY     size, age or took: the largest, the oldest, the longest first
                     (default: by function, the latest use first)
ls, stats:
      --json         JSON: a line an entry; stats: one object

rm (one of these at least):
      --older AGE    what was not used for so long: 7d, 12h, 90 (seconds)
      --bytes SIZE   until no more is left than this: 1G, 500M
      --items N      until no more are left than this
      --all          all of them
      --name NAME    alone: all of this function; with the others: of this function only
      --dry-run      remove nothing, print what would be removed

verify:
      --rm           remove those that are damaged

all:
      --name NAME    of the functions of this name only
  -h, --help

Examples:
  heddle cache ls ./cache --sort size | head
  heddle cache rm ./cache --older 30d
  heddle cache rm ./cache --name resize --bytes 500M --dry-run

Exit status: 0 done; 1 verify has found damaged entries; 2 usage, or there is no such folder.
`
