/** A value of Thrift's compact protocol: its type's number, and its bytes. */
interface Value {
  readonly type: number
  readonly bytes: readonly number[]
}

const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)])

export const int = (n: number): Value => ({ type: 5, bytes: varint(n * 2) })
export const long = (n: number): Value => ({ type: 6, bytes: varint(n * 2) })
export const bool = (is: boolean): Value => ({ type: is ? 1 : 2, bytes: [] })

export function text(value: string): Value {
  const bytes = [...Buffer.from(value)]
  return { type: 8, bytes: [...varint(bytes.length), ...bytes] }
}

export function list(values: readonly Value[]): Value {
  const type = values[0]?.type ?? 12
  const head = values.length < 15 ? [(values.length << 4) | type] : [0xf0 | type, ...varint(values.length)]
  return { type: 9, bytes: [...head, ...values.flatMap(({ bytes }) => bytes)] }
}

/** Fields by number. */
export function struct(fields: Readonly<Record<number, Value | undefined>>): Value {
  const bytes: number[] = []
  let before = 0
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue
    bytes.push(((Number(key) - before) << 4) | value.type, ...value.bytes)
    before = Number(key)
  }
  return { type: 12, bytes: [...bytes, 0] }
}

/** An element of a schema, by the numbers of its format. */
export interface Element {
  name: string
  type?: number
  length?: number
  repetition?: number
  children?: Element[]
  converted?: number
  scale?: number
  precision?: number
  logical?: Value
}

/** The bytes of a Parquet file without rows. */
export function parquetFile(columns: readonly Element[]): Buffer {
  const elements: Value[] = []
  const add = ({ name, type, length, repetition, children, converted, scale, precision, logical }: Element): void => {
    const number = (n: number | undefined) => (n === undefined ? undefined : int(n))
    elements.push(
      struct({
        1: number(type),
        2: number(length),
        3: number(repetition),
        4: text(name),
        5: number(children?.length),
        6: number(converted),
        7: number(scale),
        8: number(precision),
        10: logical,
      }),
    )
    children?.forEach(add)
  }
  add({ name: "schema", children: [...columns] })
  const footer = struct({ 1: int(2), 2: list(elements), 3: long(0), 4: list([]) }).bytes
  const end = Buffer.alloc(4)
  end.writeUInt32LE(footer.length)
  return Buffer.concat([Buffer.from("PAR1"), Buffer.from(footer), end, Buffer.from("PAR1")])
}
