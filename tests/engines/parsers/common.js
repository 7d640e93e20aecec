// SPDX-License-Identifier: Apache-2.0
// What the parsers share: the lines of engine_cases, what is missing, counts, levels.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';

const kSkip = 77;
const kShown = 10; // of refused queries

const folder = (process.env.DCV_ENGINES_DIR || homedir() + '/.cache/dcv/engines') + '/parsers';

// A skip that fails where engines are demanded.
export function skip(why) {
  console.log(`SKIPPED: ${why}`);
  process.exit(process.env.DCV_ENGINES === 'required' ? 1 : kSkip);
}

// `require` of the folder that tests/engines/fetch filled.
export function packages(name) {
  if (!existsSync(`${folder}/node_modules/${name}`)) {
    skip(`${name} is not there (tests/engines/fetch)`);
  }
  return createRequire(`${folder}/package.json`);
}

export function packageFolder(name) {
  return `${folder}/node_modules/${name}`;
}

// --cases PROGRAM, --corpora A,B, --levels FILE, --recorded FILE
export function options() {
  const out = {};
  for (let i = 2; i + 1 < process.argv.length; i += 2) {
    out[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
  }
  if (!out.cases) {
    console.error('usage: --cases PROGRAM [--corpora builtin,conformance,sigmahq] [--levels FILE] [--recorded FILE]');
    process.exit(2);
  }
  return out;
}

// Calls `visit` with each case of the targets that has a query. False: a corpus is not there.
async function forEachCase(program, targets, corpus, visit) {
  const child = spawn(program, ['-t', targets.join(','), '--corpus', corpus, '--only-queries'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const one = JSON.parse(line);
    if (one.query) visit(one);
  }
  const code = await ended;
  if (code !== 0 && code !== kSkip) throw new Error(`${program} ended with ${code}`);
  return code === 0;
}

function rows(path) {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').slice(1).filter(Boolean).map((row) => row.split('\t'));
}

// What the record says of these targets beyond what was reached, and the other way round.
function compareWithRecord(reached, targets, level, path) {
  let wrong = 0;
  const tell = (text) => {
    if (++wrong <= kShown) console.log(`RECORD: ${text}; run tests/engines/levels`);
  };
  const left = new Map(reached);
  for (const [rule, target, recorded, digest] of rows(path)) {
    if (!targets.includes(target) || recorded !== level) continue;
    const key = `${rule}\t${target}`;
    if (left.get(key) !== digest) tell(`${rule} in ${target} is recorded as ${level} and was not reached`);
    left.delete(key);
  }
  for (const key of left.keys()) tell(`${key.replace('\t', ' in ')} was reached and is not recorded`);
  return wrong;
}

// Runs `problemOf` over all queries, or `problemsOf` over lists of them; they give "" or what is
// wrong. Ends the process: 1 when a query
// is refused or data/verification.tsv says another thing of the library's rules.
export async function run({ title, targets, level, problemOf, problemsOf }) {
  const given = options();
  const reached = new Map();
  let refused = 0;
  for (const corpus of (given.corpora || 'builtin,conformance').split(',')) {
    const counts = Object.fromEntries(targets.map((target) => [target, [0, 0]]));
    const judge = (one, problem) => {
      ++counts[one.target][problem ? 1 : 0];
      if (problem && ++refused <= kShown) {
        console.log(`REFUSED ${one.target}: ${one.file} (${one.title}): ${problem}\n${one.query.slice(0, 2000)}\n`);
      }
      if (!problem && corpus === 'builtin') reached.set(`${one.rule_id}\t${one.target}`, one.digest);
    };
    const all = [];
    const there = await forEachCase(given.cases, targets, corpus, (one) => {
      if (problemsOf) all.push(one);
      else judge(one, problemOf(one.query));
    });
    if (all.length) problemsOf(all.map((one) => one.query)).forEach((problem, i) => judge(all[i], problem));
    if (!there) console.log(`${title}: ${corpus}: SKIP, not there`);
    for (const [target, [taken, not]] of Object.entries(counts)) {
      if (there) console.log(`${title}: ${corpus}: ${target}: ${taken} taken, ${not} refused`);
    }
  }
  if (given.levels) {
    const lines = [...reached].map(([key, digest]) => `${key}\t${level}\t${digest}\n`);
    writeFileSync(given.levels, lines.join(''));
  }
  const wrong = given.recorded ? compareWithRecord(reached, targets, level, given.recorded) : 0;
  process.exitCode = refused || wrong || reached.size === 0 ? 1 : 0;
}

// The parser itself: what it must take and what it must refuse.
export function hold(problemOf, good, bad) {
  for (const query of good) {
    const problem = problemOf(query);
    if (problem) throw new Error(`the parser refuses what is right: ${query}: ${problem}`);
  }
  for (const query of bad) {
    if (!problemOf(query)) throw new Error(`the parser takes what is wrong: ${query}`);
  }
}
