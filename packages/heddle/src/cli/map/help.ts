/** `heddle map --help`. */
export const mapHelp: string = `heddle map - call a function for each input, on every core

Usage: heddle map FILE[#EXPORT] [INPUT ...] [options]

  FILE is a .ts or .js module. Its default export, or the one named after #, is called as
  fn(input, { index, signal }) in worker threads; it may be async.

Input (one kind of):
  INPUT ...            files; each input is a path. A quoted 'pattern*' is expanded
      --glob PATTERN   files that match, in the order of their names; may be repeated
                       none of these: lines of standard input, each a string
      --csv [FILE]     rows, each an object with the header's names (no file: standard input)
      --jsonl [FILE]   JSON lines, each the parsed value
      --range RANGE    numbers: STOP, START:STOP or START:STOP:STEP; STOP is not part of it

Output:
                       {"index":0,"input":…,"ok":true,"value":…,"ms":1.2,"attempt":1}
                       one line a result on standard output, as they finish
  -k, --keep-order     in the order of the inputs
      --raw            the bare value; failures go to standard error
      --results DIR    each value in a file, DIR/000000.json, or .bin for a Uint8Array;
                       the lines then have "file" in place of "value"
      --joblog FILE    a table of all calls, with GNU parallel's nine columns
      --no-progress    no progress on standard error

Control:
  -j, --jobs N         workers: 4, 50%, -1 (all processors, the default), -2 (all but one)
      --backend NAME   threads (default), processes, async, inline
      --chunk N        inputs that are handed to a worker at a time (default: auto)
      --memory SIZE    what each worker may use: 512M, 2G
      --retries N      try a failing input N times more
      --timeout T      limit of each attempt: 10 (seconds), 500ms, 5m, or 200% of the median
      --halt WHEN      end early: now,fail=1  soon,fail=30%  now,success=1  soon,done=100
      --resume FILE    keep a journal; when run again, go on where it stopped
      --replay         print the results that are in the journal too
      --dry-run        print the inputs, call nothing
  -h, --help

Examples:
  heddle map ./resize.ts photos/*.jpg --results thumbs
  cat urls.txt | heddle map ./fetch.ts -j 16 --retries 3 --timeout 10 > pages.jsonl
  heddle map ./score.ts#byUser --csv users.csv -k --raw > scores.txt
  heddle map ./simulate.ts --range 100000 --resume sim.journal

Exit status: 0 all done; 1 some input failed; 2 usage, or could not start; 130 interrupted
(Ctrl-C once stops and keeps the journal whole, twice kills).
`
