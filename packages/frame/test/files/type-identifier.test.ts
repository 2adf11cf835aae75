import assert from "node:assert/strict"
import test from "node:test"
import { DuckDBInstance } from "@duckdb/node-api"
import { typeIdentifier } from "../../src/schema/index.ts"

test("names within types are quoted as DuckDB quotes them", async () => {
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  const keywords = await connection.runAndReadAll("select distinct keyword_name from duckdb_keywords()")
  const names = ["A", "aB", "a1", "1a", "a b", "é", "_", "a$", "SELECT", 'a"b', "a.b", "naïve", "a-b"]
  names.push(...keywords.getRows().map(([name]) => name as string))
  const fields = names.map((name) => `typeof({"${name.replaceAll('"', '""')}": 1})`)
  const types = (await connection.runAndReadAll(`select [${fields.join(", ")}] as types`)).getRowsJS()[0]![0]
  assert.deepEqual(
    names.map((name) => `STRUCT(${typeIdentifier(name)} INTEGER)`),
    types,
  )
  connection.closeSync()
  instance.closeSync()
})
