interface Functions {
  readonly value?: unknown
  readonly get?: unknown
  readonly set?: unknown
}

/** The functions that an own property is made of, by what they are in it. */
export function propertyFunctions(
  holder: object,
  key: string | symbol,
): { value?: Function; get?: Function; set?: Function } {
  const { value, get, set } = (Object.getOwnPropertyDescriptor(holder, key) ?? {}) as Functions
  return {
    ...(typeof value === "function" && { value }),
    ...(typeof get === "function" && { get }),
    ...(typeof set === "function" && { set }),
  }
}

/** The same as a list. */
export function functionsOf(holder: object, key: string | symbol): readonly Function[] {
  return Object.values(propertyFunctions(holder, key))
}
