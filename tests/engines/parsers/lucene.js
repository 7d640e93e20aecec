// SPDX-License-Identifier: Apache-2.0
// Lucene's classic parser (Debian: liblucene4.10-java, default-jdk-headless) over our queries for
// Elasticsearch and OpenSearch, whose query_string is built upon it. It only refuses: fields like
// _exists_ mean more there.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { hold, run, skip } from './common.js';

const folder = '/usr/share/java';
const parts = /^lucene-(core|queryparser|analyzers-common|queries|sandbox)-[0-9.]+\.jar$/;
const names = existsSync(folder) ? readdirSync(folder) : [];
const jars = names.filter((name) => parts.test(name)).map((name) => `${folder}/${name}`);
if (jars.length === 0) skip('Lucene is not there (apt-get install liblucene4.10-java)');
if (spawnSync('javac', ['-version']).error) skip('no JDK is installed');

function problems(queries) {
  const done = spawnSync('java', ['-cp', jars.join(':'), new URL('./Lucene.java', import.meta.url).pathname], {
    input: queries.map((query) => Buffer.from(query).toString('base64') + '\n').join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const lines = done.stdout.split('\n').slice(0, -1);
  if (done.status !== 0 || lines.length !== queries.length) throw new Error(`Lucene.java: ${done.stderr}`);
  return lines;
}

const right = ['a:"x y" AND NOT (b:/x[a-z]+/ OR _exists_:c)', 'a:*x* AND b:[1 TO 5]'];
const wrong = ['a:"x', 'a:(b OR', 'a:x AND AND b:y', 'a:/x', 'a:b:c'];
const held = problems([...right, ...wrong]);
hold((query) => held[[...right, ...wrong].indexOf(query)], right, wrong);

await run({ title: 'lucene', targets: ['elastic', 'opensearch'], level: 'parsed', problemsOf: problems });
