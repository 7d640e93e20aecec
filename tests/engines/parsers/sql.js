// SPDX-License-Identifier: Apache-2.0
// Grammars of Trino and Spark by others over our SQL for Athena and Databricks: syntax alone.
// --target athena or databricks.
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { hold, options, packageFolder, packages, run } from './common.js';

const { target } = options();
const require = packages('dt-sql-parser');

// The package's modules name each other in a way that only bundlers follow.
function bundled() {
  const folder = mkdtempSync(`${tmpdir()}/dcv_parsers`);
  require('esbuild').buildSync({
    stdin: {
      contents: "export { TrinoSQL, SparkSQL } from 'dt-sql-parser';",
      resolveDir: packageFolder('dt-sql-parser'),
    },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    outfile: `${folder}/sql.cjs`,
    logLevel: 'error',
  });
  const modules = require(`${folder}/sql.cjs`);
  rmSync(folder, { recursive: true });
  return modules;
}

const { TrinoSQL, SparkSQL } = bundled();
const parser = target === 'athena' ? new TrinoSQL() : new SparkSQL();

function problemOf(query) {
  const [first] = parser.validate(query);
  return first ? `line ${first.startLine}, column ${first.startColumn}: ${first.message}` : '';
}

hold(
  problemOf,
  ["SELECT * FROM t WHERE lower(a) LIKE '%x' AND (b IS NULL OR c IN (1, 2))"],
  [
    "SELECT * FROM t WHERE lower(a) = 'x' AND (",
    "SELECT * FROM t WHERE a = 'x' OR OR b = 'y'",
    'SELECT a b c FROM t',
  ],
);
await run({ title: target === 'athena' ? 'trino' : 'spark', targets: [target], level: 'parsed', problemOf });
