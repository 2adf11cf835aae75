/** `heddle dashboard --help`. */
export const dashboardHelp: string = `heddle dashboard - run a program with a page in the browser that shows what it does

Usage: heddle dashboard [options] SCRIPT [arguments of the program]

The page is there from the program's start: what each worker does, how far the tasks are,
memory, errors. When the program has ended it stays, until it is interrupted (Ctrl+C).

      --port N      listen there; 0: anywhere (default: 8787, or the next that is free)
      --open        open the page in the browser
      --exit        end when the program ends
      --save FILE   write the page as it is at the program's end into one HTML file
  -h, --help        this text

Options may stand before and behind SCRIPT; what follows -- is the program's in any case.
Only this machine can reach the page. Node's own options go to heddle: node OPTIONS $(which heddle) dashboard …

The exit status is the program's; 2 if it could not start.
`
