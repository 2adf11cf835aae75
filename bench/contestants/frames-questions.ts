/** db-benchmark's questions of groups, as its `duckdb/groupby-duckdb.py` asks them. */
export const groupQuestions: readonly string[] = [
  "SELECT id1, sum(v1) AS v1 FROM groups GROUP BY id1",
  "SELECT id1, id2, sum(v1) AS v1 FROM groups GROUP BY id1, id2",
  "SELECT id3, sum(v1) AS v1, avg(v3) AS v3 FROM groups GROUP BY id3",
  "SELECT id4, avg(v1) AS v1, avg(v2) AS v2, avg(v3) AS v3 FROM groups GROUP BY id4",
  "SELECT id6, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3 FROM groups GROUP BY id6",
  "SELECT id4, id5, quantile_cont(v3, 0.5) AS median_v3, stddev(v3) AS sd_v3 FROM groups GROUP BY id4, id5",
  "SELECT id3, max(v1) - min(v2) AS range_v1_v2 FROM groups GROUP BY id3",
  "SELECT id6, v3 FROM (SELECT id6, v3, row_number() OVER (PARTITION BY id6 ORDER BY v3 DESC) AS place FROM groups WHERE v3 IS NOT NULL) WHERE place <= 2",
  "SELECT id2, id4, pow(corr(v1, v2), 2) AS r2 FROM groups GROUP BY id2, id4",
  "SELECT id1, id2, id3, id4, id5, id6, sum(v3) AS v3, count(*) AS count FROM groups GROUP BY id1, id2, id3, id4, id5, id6",
]

/** And of joins, as its `duckdb/join-duckdb.py`. */
export const joinQuestions: readonly string[] = [
  "SELECT x.*, small.id4 AS id4_y, v2 FROM x JOIN small USING (id1)",
  "SELECT x.*, medium.id1 AS id1_y, medium.id5 AS id5_y, v2 FROM x JOIN medium USING (id2)",
  "SELECT x.*, medium.id1 AS id1_y, medium.id5 AS id5_y, v2 FROM x LEFT JOIN medium USING (id2)",
  "SELECT x.*, medium.id1 AS id1_y, medium.id2 AS id2_y, v2 FROM x JOIN medium USING (id5)",
  "SELECT x.*, big.id1 AS id1_y, big.id2 AS id2_y, big.id6 AS id6_y, v2 FROM x JOIN big USING (id3)",
]
