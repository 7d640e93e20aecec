// SPDX-License-Identifier: Apache-2.0
// Grafana's grammar of LogQL over our queries: no node of error.
import { hold, packages, run } from './common.js';

const { parser } = packages('@grafana/lezer-logql')('@grafana/lezer-logql');

function problemOf(query) {
  let problem = '';
  parser.parse(query).iterate({
    enter(node) {
      if (node.type.isError && !problem) {
        problem = `at ${node.from}: ${query.slice(Math.max(0, node.from - 60), node.to + 60)}`;
      }
    },
  });
  return problem;
}

hold(
  problemOf,
  ['{job="a"} |= "x" | json a="b.c" | a=~"(?i)x"'],
  ['{job="a"} |= ', '{job=a}', '{job="a"} | json | a=~', '{job="a"} | a="b" or or c="d"'],
);
await run({ title: 'logql', targets: ['loki'], level: 'parsed', problemOf });
