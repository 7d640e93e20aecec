// SPDX-License-Identifier: Apache-2.0
// Kusto's own analyser over our Kusto: syntax, functions, tables, columns and types, by
// kusto_schema.tsv (https://learn.microsoft.com/azure/azure-monitor/reference/tables/TABLE).
import { readFileSync } from 'node:fs';
import { hold, packages, run } from './common.js';

const require = packages('@kusto/language-service-next');
require('@kusto/language-service-next/bridge.min.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
const { KustoCode, GlobalState, Symbols } = Kusto.Language;

function tables() {
  const text = readFileSync(new URL('./kusto_schema.tsv', import.meta.url), 'utf8');
  const columns = new Map([['Events_CL', ['RawData: string', 'TimeGenerated: datetime']]]);
  for (const row of text.split('\n').slice(1).filter(Boolean)) {
    const [table, column, type] = row.split('\t');
    if (!columns.has(table)) columns.set(table, []);
    columns.get(table).push(`${column}: ${type}`);
  }
  return [...columns].map(
    ([name, all]) => new Symbols.TableSymbol.$ctor7(name, `(${all.join(', ')})`, null),
  );
}

const database = new Symbols.DatabaseSymbol.$ctor1('logs', tables());
const globals = GlobalState.Default.WithDatabase(database);

function problemOf(query) {
  const code = KustoCode.ParseAndAnalyze(query, globals);
  const diagnostics = code.GetDiagnostics();
  for (let i = 0; i < diagnostics.Count; ++i) {
    const one = diagnostics.getItem(i);
    if (one.Severity === 'Error') return `${one.Code} at ${one.Start}: ${one.Message}`;
  }
  return '';
}

hold(
  problemOf,
  ['AWSCloudTrail\n| where EventName =~ "StopLogging"', 'AKSAudit | where tostring(ObjectRef.name) == "a"'],
  [
    'AWSCloudTrail | where EventNames =~ "StopLogging"', // no such column
    'CloudTrail | where EventName =~ "StopLogging"', // no such table
    'AWSCloudTrail | where EventName =~ "a" and (', // syntax
    'AWSCloudTrail | where nofunction(EventName) =~ "a"',
    'AWSCloudTrail | where tostring(RequestParameters.name) =~ "a"', // a path into a string
    'AWSCloudTrail | where EventName', // not a boolean
    'SecurityEvent | where EventID startswith "46" and EventID =~ 4', // a text for a number
  ],
);
await run({ title: 'kql', targets: ['sentinel'], level: 'checked', problemOf });
