import { wellKnownPath } from "./well-known.ts"
import { constructorOf } from "./cloneable.ts"

/** How one class of the platform is rebuilt from plain data. */
interface Rebuilder {
  take(value: never): unknown
  make(data: never): object
}

interface WithLocale {
  resolvedOptions(): { readonly locale: string }
}

type IntlConstructor = new (locale: string, options: object) => object
type TemporalConstructor = { from(text: string): object }

const rebuilders: Record<string, Rebuilder> = {
  URL: { take: (url: URL) => url.href, make: (href: string) => new URL(href) },
  URLSearchParams: {
    take: (query: URLSearchParams) => String(query),
    make: (text: string) => new URLSearchParams(text),
  },
  Headers: { take: (headers: Headers) => [...headers], make: (pairs: [string, string][]) => new Headers(pairs) },
  TextEncoder: { take: () => null, make: () => new TextEncoder() },
  TextDecoder: {
    take: (decoder: TextDecoder) => [decoder.encoding, { fatal: decoder.fatal, ignoreBOM: decoder.ignoreBOM }],
    make: (args: ConstructorParameters<typeof TextDecoder>) => new TextDecoder(...args),
  },
  RegExp: {
    take: (regexp: RegExp) => [regexp.source, regexp.flags, regexp.lastIndex],
    make: ([source, flags, lastIndex]: [string, string, number]) =>
      Object.assign(new RegExp(source, flags), { lastIndex }),
  },
}

for (const name of [
  "Collator",
  "DateTimeFormat",
  "ListFormat",
  "NumberFormat",
  "PluralRules",
  "RelativeTimeFormat",
  "Segmenter",
]) {
  rebuilders[`Intl.${name}`] = {
    take: (format: WithLocale) => format.resolvedOptions(),
    make: (options: { locale: string }) =>
      new (Intl as unknown as Record<string, IntlConstructor>)[name]!(options.locale, options),
  }
}

for (const name of [
  "Instant",
  "PlainDate",
  "PlainTime",
  "PlainDateTime",
  "PlainYearMonth",
  "PlainMonthDay",
  "ZonedDateTime",
  "Duration",
]) {
  rebuilders[`Temporal.${name}`] = {
    take: (value: { toString(): string }) => value.toString(),
    make: (text: string) =>
      (globalThis as unknown as { Temporal: Record<string, TemporalConstructor> }).Temporal[name]!.from(text),
  }
}

/** The name and the plain data that stand for a URL, Headers, a TextDecoder, a Temporal or Intl object, …; or undefined. */
export function takeApart(value: object): { name: string; data: unknown } | undefined {
  const ctor = constructorOf(Object.getPrototypeOf(value))
  const name = ctor === undefined ? undefined : wellKnownPath(ctor)?.join(".")
  if (name === undefined || !Object.hasOwn(rebuilders, name)) return undefined
  return { name, data: rebuilders[name]!.take(value as never) }
}

/** The object that `takeApart` gave the name and data of. */
export function putTogether(name: string, data: unknown): object {
  if (!Object.hasOwn(rebuilders, name)) throw new TypeError(`${name} is not rebuilt from data`)
  return rebuilders[name]!.make(data as never)
}
