/** `heddle bench --help`. */
export const benchHelp: string = `heddle bench - how a function is best run for its inputs

Usage: heddle bench FILE[#EXPORT] [INPUT ...] [options]

  FILE and INPUT are those of heddle map. The function is called as fn(input) on a sample of the
  inputs: in a plain loop, by threads with chunks of many sizes, with fewer workers, by processes,
  async where it waits, compiled where it can be; then the loop against the best of them, in turns.
  It should have no effect but its result. What it prints is dropped.

Input (one kind of):
  INPUT ...            files; each input is a path
      --glob PATTERN   files that match; may be repeated
                       none of these: lines of standard input
      --csv [FILE]     rows, each an object with the header's names
      --jsonl [FILE]   JSON lines
      --range RANGE    numbers: STOP, START:STOP or START:STOP:STEP

Measuring:
  -j, --jobs N         the most workers that are tried: 4, 50%, -1 (all processors, the default)
      --budget T       how long the sweep may take: 5 (seconds, the default), 500ms, 1m
      --runs N         how often each is measured in the end (default: 10 and more)
      --warmup N       how often each runs before that (default: 1)
      --no-check       do not hold the results against those of the loop

Output:
                       a report on standard output
      --export FILE    .json with every time, .csv, .md, or .svg, a picture; may be repeated
  -h, --help

Examples:
  heddle bench ./work.ts --range 1000000
  heddle bench ./resize.ts photos/*.jpg --budget 1m --export resize.svg

Exit status: 0 done; 1 the function threw, or results differ; 2 usage, or could not start.
`
