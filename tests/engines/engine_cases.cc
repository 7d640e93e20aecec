// SPDX-License-Identifier: Apache-2.0
// What parsers and engines outside of this program are asked: one JSON object a line, a rule in a
// target, as tests/engines/README.md says.
//   engine_cases [-t TARGET,...] [--corpus builtin|conformance|sigmahq]... [--variants N]
//   [--only-queries]
// Exit code 77: a corpus is not there.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>

#include "base/json_writer.h"
#include "base/text.h"
#include "corpora.h"
#include "dialect/dialects.h"
#include "dialect/levels.h"

namespace dcv::test {
namespace {

constexpr int kSkip = 77;

struct Asking {
  std::vector<const dialect::Dialect*> targets;
  std::vector<std::string> corpora;
  size_t variants = 20;  // of each event
  bool only_queries = false;
};

void AddFields(const ir::Program& program, ir::ExprId id, std::set<ir::FieldId>& fields) {
  const ir::Expr& expr = program.exprs()[id];
  if (expr.kind == ir::ExprKind::kPredicate) {
    const ir::Predicate& predicate = program.predicates()[expr.predicate];
    fields.insert(predicate.field);
    fields.insert(predicate.other);
  }
  for (ir::ExprId operand : expr.operands) AddFields(program, operand, fields);
}

void WriteColumns(dialect::Rendering& rendering, json::Writer& json) {
  std::set<ir::FieldId> fields;
  AddFields(rendering.program, rendering.rule.scope, fields);
  AddFields(rendering.program, rendering.rule.condition, fields);
  fields.erase(ir::kAnyField);
  json.Key("columns").BeginArray();
  for (ir::FieldId field : fields) {
    for (const dialect::Position& position : rendering.Locate(field).positions) {
      json.BeginObject().Field("field", rendering.Name(field));
      json.Field("column", position.column).Field("path", logsource::ToText(position.path));
      json.Field("json", position.json).Field("elements", position.elements).EndObject();
    }
  }
  json.EndArray();
}

// Arrays of JSON, the same for all targets.
struct Answers {
  explicit Answers(const Subject& subject) {
    json::Writer texts(events, json::Writer::Style::kCompact);
    json::Writer changes(what, json::Writer::Style::kCompact);
    json::Writer answers(expected, json::Writer::Style::kCompact);
    texts.BeginArray();
    changes.BeginArray();
    answers.BeginArray();
    for (const Asked& asked : subject.events) {
      texts.String(asked.event);
      changes.String(asked.what);
      answers.Bool(Holds(subject, asked.event));
    }
    texts.EndArray();
    changes.EndArray();
    answers.EndArray();
  }
  std::string events, what, expected;
};

void WriteCase(const std::string& corpus, const dialect::Dialect& target, const Subject& subject,
               const std::optional<Answers>& answers) {
  const dialect::Query query = dialect::Render(target, subject.program, subject.rule,
                                               subject.document, subject.places, {}, false);
  const dialect::Options options;
  dialect::Rendering rendering{target,
                               subject.program,
                               subject.rule,
                               subject.document,
                               subject.places,
                               options,
                               false,
                               {},
                               {},
                               {},
                               false};
  std::string line;
  json::Writer json(line, json::Writer::Style::kCompact);
  json.BeginObject().Field("corpus", corpus).Field("target", target.id);
  json.Field("rule_id", subject.document.id.text).Field("title", subject.document.title.text);
  json.Field("file", subject.file).Field("query", query.text);
  json.Field("digest", query.text.empty() ? "" : dialect::Digest(query.text));
  json.Field("lowering", dialect::ToString(query.lowering)).Field("table", rendering.Table());
  WriteColumns(rendering, json);
  if (answers) {
    json.Key("events").Raw(answers->events).Key("what").Raw(answers->what);
    json.Key("expected").Raw(answers->expected);
  }
  json.EndObject();
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
}

bool ReadOption(std::string_view name, std::string_view value, Asking& out) {
  if (name == "-t") {
    for (std::string_view id : Split(value, ',')) {
      const dialect::Dialect* found = dialect::FindDialect(id);
      if (found == nullptr) return false;
      out.targets.push_back(found);
    }
    return true;
  }
  if (name == "--corpus") {
    out.corpora.emplace_back(value);
    return value == "builtin" || value == "conformance" || value == "sigmahq";
  }
  if (name == "--variants") {
    out.variants = std::strtoul(std::string(value).c_str(), nullptr, 10);
    return true;
  }
  return false;
}

bool ReadOptions(int argc, char** argv, Asking& out) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--only-queries") {
      out.only_queries = true;
    } else if (i + 1 == argc || !ReadOption(name, argv[++i], out)) {
      return false;
    }
  }
  if (out.targets.empty()) out.targets = dialect::Dialects();
  if (out.corpora.empty()) out.corpora = {"builtin"};
  return true;
}

int Run(const Asking& asking) {
  int code = 0;
  for (const std::string& corpus : asking.corpora) {
    const Visit visit = [&](const Subject& subject) {
      std::optional<Answers> answers;
      if (!asking.only_queries) answers.emplace(subject);
      for (const dialect::Dialect* target : asking.targets) {
        WriteCase(corpus, *target, subject, answers);
      }
    };
    Status status = Ok();
    if (corpus == "conformance") ForEachConformanceCase(visit);
    if (corpus == "builtin") status = ForEachBuiltinRule({}, asking.variants, visit);
    if (corpus == "sigmahq" && !std::filesystem::is_directory(SigmaHqFolder())) {
      fmt::print(stderr, "SKIPPED: no rules at {} (DCV_SIGMAHQ)\n", SigmaHqFolder());
      code = kSkip;
    } else if (corpus == "sigmahq") {
      status = ForEachRuleOf(SigmaHqFolder(), {}, asking.variants, visit);
    }
    if (!status) {
      fmt::print(stderr, "engine_cases: {}\n", status.error().message);
      return 1;
    }
  }
  return code;
}

}  // namespace
}  // namespace dcv::test

int main(int argc, char** argv) {
  dcv::test::Asking asking;
  if (!dcv::test::ReadOptions(argc, argv, asking)) {
    std::fputs(
        "engine_cases [-t TARGET,...] [--corpus builtin|conformance|sigmahq]... [--variants N] "
        "[--only-queries]\n",
        stderr);
    return 2;
  }
  return dcv::test::Run(asking);
}
