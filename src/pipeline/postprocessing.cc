// SPDX-License-Identifier: Apache-2.0
// Postprocessing of queries.
#include <algorithm>

#include "base/json_locate.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "pipeline/queries.h"
#include "pipeline/steps.h"
#include "pipeline/template.h"

namespace dcv::pipeline {
namespace {

using QueryStepPtr = std::shared_ptr<const QueryStep>;
constexpr size_t kMaxJsonDepth = 64;
constexpr std::string_view kQueryMark = "%QUERY%";

class Embed : public QueryStep {
 public:
  Embed(std::string prefix, std::string suffix)
      : prefix_(std::move(prefix)), suffix_(std::move(suffix)) {}
  std::string Apply(std::string query, const sigma::Document&, State&, Problems&) const override {
    return prefix_ + query + suffix_;
  }

 private:
  std::string prefix_, suffix_;
};

class Templated : public QueryStep {
 public:
  explicit Templated(Template text) : text_(std::move(text)) {}
  std::string Apply(std::string query, const sigma::Document& document, State& state,
                    Problems& problems) const override {
    return text_.Render({&query, &document, &state, nullptr}, problems);
  }

 private:
  Template text_;
};

// The text of the JSON template stays as it was written; marks become the query, escaped.
class EmbedInJson : public QueryStep {
 public:
  explicit EmbedInJson(std::string text) : text_(std::move(text)) {}
  std::string Apply(std::string query, const sigma::Document&, State&, Problems&) const override {
    std::string quoted, out;
    json::AppendString(quoted, query);
    const std::string_view inner = std::string_view(quoted).substr(1, quoted.size() - 2);
    size_t at = 0;
    for (size_t mark = text_.find(kQueryMark); mark != std::string::npos;
         mark = text_.find(kQueryMark, at)) {
      out.append(text_, at, mark - at).append(inner);
      at = mark + kQueryMark.size();
    }
    return out.append(text_, at);
  }

 private:
  std::string text_;
};

class ReplaceIn : public QueryStep {
 public:
  ReplaceIn(Regex pattern, std::string rewrite)
      : pattern_(std::move(pattern)), rewrite_(std::move(rewrite)) {}
  std::string Apply(std::string query, const sigma::Document&, State&, Problems&) const override {
    return ReplaceAll(pattern_, rewrite_, std::move(query));
  }

 private:
  Regex pattern_;
  std::string rewrite_;
};

std::string RunAll(const std::vector<QueryOperation>& operations, std::string query,
                   const sigma::Document& document, State& state, Problems& problems) {
  const Options options;
  for (const QueryOperation& operation : operations) {
    if (!operation.rule_conditions.Holds({document, state, options})) continue;
    query = operation.step->Apply(std::move(query), document, state, problems);
    if (!operation.id.empty()) state.applied.insert(operation.id);
  }
  return query;
}

class Nested : public QueryStep {
 public:
  explicit Nested(std::vector<QueryOperation> operations) : operations_(std::move(operations)) {}
  std::string Apply(std::string query, const sigma::Document& document, State& state,
                    Problems& problems) const override {
    return RunAll(operations_, std::move(query), document, state, problems);
  }

 private:
  std::vector<QueryOperation> operations_;
};

// A text that pySigma leaves alone, although its guide puts names in braces into it.
std::string Plain(Params& params, std::string_view key) {
  const std::string text = params.Text(key).value_or("");
  for (std::string_view name : {"{pipeline.", "{vars.", "{rule.", "{query}"}) {
    if (text.find(name) == text.npos) continue;
    params.Report("P210", *params.node().Find(key),
                  "nothing is substituted in " + std::string(key) + " of embed",
                  "use simple_template");
    break;
  }
  return text;
}

QueryStepPtr ParseEmbed(Params& params) {
  return std::make_shared<Embed>(Plain(params, "prefix"), Plain(params, "suffix"));
}

QueryStepPtr ParseTemplate(Params& params, Syntax syntax) {
  const yaml::Node* text = params.TakeRequired("template");
  if (text == nullptr || text->kind != yaml::Kind::kScalar) return nullptr;
  return std::make_shared<Templated>(Template::Read(syntax, *text, params));
}

QueryStepPtr ParseSimpleTemplate(Params& params) {
  return ParseTemplate(params, Syntax::kFormat);
}

// A file of a template, or Python for its variables.
void RefuseCode(Params& params) {
  for (const char* key : {"vars", "path"}) {
    if (const yaml::Node* node = params.Take(key)) {
      params.Report("P209", *node,
                    "'" + std::string(key) +
                        "' of a template names a file that "
                        "would be read or run",
                    "write the template itself");
    }
  }
  if (params.Flag("autoescape")) {
    params.Report("P210", *params.node().Find("autoescape"), "autoescape is not supported");
  }
}

QueryStepPtr ParseJinja(Params& params) {
  RefuseCode(params);
  return ParseTemplate(params, Syntax::kJinja);
}

QueryStepPtr ParseJson(Params& params) {
  std::string text = params.RequiredText("json_template");
  const yaml::Node* node = params.node().Find("json_template");
  if (node == nullptr) return nullptr;
  const json::Scan scan = json::ScanValue(text, kMaxJsonDepth);
  if (!scan.valid || scan.end != text.size()) {
    params.Report(
        "P204", *node,
        "'json_template' is no JSON" + (scan.valid ? "" : ": " + json::Describe(scan.fault)));
  }
  if (text.find(kQueryMark) == text.npos) {
    params.Report("P205", *node, "'json_template' has no %QUERY%");
  }
  return std::make_shared<EmbedInJson>(std::move(text));
}

QueryStepPtr ParseReplace(Params& params) {
  Regex pattern = params.RequiredRegex("pattern");
  std::string rewrite = params.RequiredReplacement("replacement", pattern);
  return std::make_shared<ReplaceIn>(std::move(pattern), std::move(rewrite));
}

QueryStepPtr ParseNest(Params& params) {
  const yaml::Node* items = params.TakeRequired("items");
  if (items == nullptr) return nullptr;
  return std::make_shared<Nested>(ReadPostprocessing(*items, params.problems()));
}

struct Row {
  std::string_view name;
  QueryStepPtr (*parse)(Params& params);
};
constexpr Row kRows[] = {
    {"embed", ParseEmbed},     {"simple_template", ParseSimpleTemplate},
    {"template", ParseJinja},  {"json", ParseJson},
    {"replace", ParseReplace}, {"nest", ParseNest},
};

void ReadOne(const yaml::Node& node, std::vector<QueryOperation>& out, Problems& problems) {
  Params params(node, "the postprocessing item", problems);
  if (node.kind != yaml::Kind::kMapping) return;
  const std::string type = params.RequiredText("type");
  std::vector<std::string> known;
  for (const Row& row : kRows) {
    known.emplace_back(row.name);
    if (row.name != type) continue;
    params.Rename("the postprocessing item " + type);
    QueryOperation operation;
    operation.id = params.Text("id").value_or("");
    operation.rule_conditions = ConditionSet::Take(ConditionSet::Scope::kRule, params);
    operation.step = row.parse(params);
    params.Done();
    if (operation.step != nullptr) out.push_back(std::move(operation));
    return;
  }
  if (!type.empty()) {
    params.Report("P203", *node.Find("type"), "unknown postprocessing '" + Printable(type) + "'",
                  DidYouMean(type, known));
  }
}

}  // namespace

std::vector<QueryOperation> ReadPostprocessing(const yaml::Node& list, Problems& problems) {
  std::vector<QueryOperation> out;
  if (list.kind != yaml::Kind::kSequence) {
    problems.push_back({"P204", PlaceOf(list), "the postprocessing items are no list"});
    return out;
  }
  for (const yaml::Node& item : list.items) ReadOne(item, out, problems);
  return out;
}

std::string Postprocess(const std::vector<Pipeline>& pipelines, std::string query,
                        const sigma::Document& document, State& state, Problems& problems) {
  for (const Pipeline* pipeline : InOrder(pipelines)) {
    query = RunAll(pipeline->postprocessing, std::move(query), document, state, problems);
  }
  return query;
}

}  // namespace dcv::pipeline
