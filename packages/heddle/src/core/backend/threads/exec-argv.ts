/** Flags that load or resolve code, or quieten warnings: what a worker must share with the main program. */
const shared =
  /^(--import|--require|-r|--loader|--experimental-loader|--conditions|-C|--disable-warning)(=|$)|^--(no-)?(enable-source-maps|experimental-|warnings|deprecation|addons|preserve-symlinks|permission|allow-|strip-types|network-family)/
/** Those whose value is the next argument when it is not joined by `=`. */
const takesValue = /^(--import|--require|-r|--loader|--experimental-loader|--conditions|-C|--disable-warning)$/

/**
 * The flags of this program that its workers need. The rest stays behind: `--eval` and `--inspect-brk` would hang a
 * worker, and V8's flags make Node refuse to start one.
 */
export function workerExecArgv(flags: readonly string[] = process.execArgv): string[] {
  const kept: string[] = []
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i]!
    const hasValue = takesValue.test(flag)
    if (shared.test(flag)) kept.push(flag, ...(hasValue && i + 1 < flags.length ? [flags[i + 1]!] : []))
    if (hasValue) i++
  }
  return kept
}
