/**
 * Thrift's compact protocol, as much of it as Parquet's headers need.
 * Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export class ThriftWriter {
  readonly #bytes: number[] = []
  #last = 0
  readonly #outer: number[] = []

  /** What was written; a top struct still lacks its end. */
  finish(): Uint8Array {
    this.#bytes.push(0)
    return Uint8Array.from(this.#bytes)
  }

  i32(field: number, value: number): void {
    this.#field(field, 5)
    this.#zigzag(value)
  }

  i64(field: number, value: number): void {
    this.#field(field, 6)
    this.#zigzag(value)
  }

  boolean(field: number, value: boolean): void {
    this.#field(field, value ? 1 : 2)
  }

  text(field: number, value: string): void {
    this.#field(field, 8)
    this.#string(value)
  }

  struct(field: number, write: () => void): void {
    this.#field(field, 12)
    this.#inside(write)
  }

  i32s(field: number, values: readonly number[]): void {
    this.#list(field, 5, values.length)
    for (const value of values) this.#zigzag(value)
  }

  texts(field: number, values: readonly string[]): void {
    this.#list(field, 8, values.length)
    for (const value of values) this.#string(value)
  }

  structs<T>(field: number, items: readonly T[], write: (item: T, index: number) => void): void {
    this.#list(field, 12, items.length)
    for (const [index, item] of items.entries()) this.#inside(() => write(item, index))
  }

  #inside(write: () => void): void {
    this.#outer.push(this.#last)
    this.#last = 0
    write()
    this.#bytes.push(0)
    this.#last = this.#outer.pop()!
  }

  #field(field: number, type: number): void {
    const delta = field - this.#last
    this.#last = field
    if (delta > 0 && delta <= 15) {
      this.#bytes.push((delta << 4) | type)
      return
    }
    this.#bytes.push(type)
    this.#zigzag(field)
  }

  #list(field: number, type: number, length: number): void {
    this.#field(field, 9)
    if (length < 15) this.#bytes.push((length << 4) | type)
    else {
      this.#bytes.push(0xf0 | type)
      this.#varint(length)
    }
  }

  #string(value: string): void {
    const bytes = Buffer.from(value)
    this.#varint(bytes.length)
    for (const byte of bytes) this.#bytes.push(byte)
  }

  #zigzag(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  #varint(value: number): void {
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) | 128)
    this.#bytes.push(rest)
  }
}
