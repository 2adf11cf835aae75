/**
 * Does Node let this program use its inspector? `--permission` alone does not. To be asked in the main thread: one that is started
 * without that flag is let, and makes Node abort when it looks for the main thread's inspector.
 */
export function mayInspect(): boolean {
  const { permission } = process as { readonly permission?: NodeJS.ProcessPermission }
  return permission?.has("inspector") ?? true
}
