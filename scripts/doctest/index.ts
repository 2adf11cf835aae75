export async function doctest(filters: readonly string[]): Promise<void> {}
