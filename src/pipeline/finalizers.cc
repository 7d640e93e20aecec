// SPDX-License-Identifier: Apache-2.0
// Finalizers: all queries made one text.
#include "base/json_writer.h"
#include "base/text.h"
#include "pipeline/queries.h"
#include "pipeline/template.h"
#include "sigma/value.h"

namespace dcv::pipeline {
namespace {

using FinalizerPtr = std::shared_ptr<const Finalizer>;

Output One(std::string text) {
  return {{std::move(text)}, false};
}

class Concat : public Finalizer {
 public:
  Concat(std::string separator, std::string prefix, std::string suffix)
      : separator_(std::move(separator)), prefix_(std::move(prefix)), suffix_(std::move(suffix)) {}
  Output Apply(Output output, const State&, Problems&) const override {
    return One(prefix_ + Join(output.texts, separator_) + suffix_);
  }

 private:
  std::string separator_, prefix_, suffix_;
};

class Json : public Finalizer {
 public:
  explicit Json(std::optional<int64_t> indent) : indent_(indent) {}
  Output Apply(Output output, const State&, Problems&) const override {
    std::string out;
    if (!output.list) {
      json::AppendString(out, output.texts.front());
      return One(std::move(out));
    }
    const std::string step(static_cast<size_t>(indent_.value_or(0)), ' ');
    out = "[";
    for (size_t i = 0; i < output.texts.size(); ++i) {
      if (i != 0) out += indent_ ? "," : ", ";
      if (indent_) out += "\n" + step;
      json::AppendString(out, output.texts[i]);
    }
    if (indent_ && !output.texts.empty()) out += "\n";
    return One(out + "]");
  }

 private:
  std::optional<int64_t> indent_;
};

class Yaml : public Finalizer {
 public:
  Output Apply(Output output, const State&, Problems&) const override {
    std::string out;
    for (const std::string& text : output.texts) {
      out += (output.list ? "- " : "") + sigma::QuoteYaml(text) + "\n";
    }
    return One(out.empty() ? "[]\n" : std::move(out));
  }
};

class Templated : public Finalizer {
 public:
  explicit Templated(Template text) : text_(std::move(text)) {}
  Output Apply(Output output, const State& state, Problems& problems) const override {
    return One(text_.Render({nullptr, nullptr, &state, &output.texts}, problems));
  }

 private:
  Template text_;
};

class Nested : public Finalizer {
 public:
  explicit Nested(std::vector<FinalizerPtr> inner) : inner_(std::move(inner)) {}
  Output Apply(Output output, const State& state, Problems& problems) const override {
    for (const FinalizerPtr& one : inner_) output = one->Apply(std::move(output), state, problems);
    return output;
  }

 private:
  std::vector<FinalizerPtr> inner_;
};

FinalizerPtr ParseConcat(Params& params) {
  return std::make_shared<Concat>(params.Text("separator").value_or("\n"),
                                  params.Text("prefix").value_or(""),
                                  params.Text("suffix").value_or(""));
}

std::optional<int64_t> Indent(Params& params) {
  const auto indent = params.Number("indent");
  if (!indent || (*indent >= 0 && *indent <= 16)) return indent;
  params.Report("P206", *params.node().Find("indent"), "'indent' is not between 0 and 16");
  return std::nullopt;
}

FinalizerPtr ParseJson(Params& params) {
  return std::make_shared<Json>(Indent(params));
}

FinalizerPtr ParseYaml(Params& params) {
  (void)Indent(params);  // a list of texts has nothing to indent
  return std::make_shared<Yaml>();
}

FinalizerPtr ParseTemplate(Params& params) {
  for (const char* key : {"vars", "path"}) {
    if (const yaml::Node* node = params.Take(key)) {
      params.Report("P209", *node,
                    "'" + std::string(key) +
                        "' of a template names a file that "
                        "would be read or run",
                    "write the template itself");
    }
  }
  const yaml::Node* text = params.TakeRequired("template");
  if (text == nullptr || text->kind != yaml::Kind::kScalar) return nullptr;
  return std::make_shared<Templated>(Template::Read(Syntax::kJinja, *text, params));
}

FinalizerPtr ParseNested(Params& params) {
  const yaml::Node* inner = params.TakeRequired("finalizers");
  if (inner == nullptr) return nullptr;
  return std::make_shared<Nested>(ReadFinalizers(*inner, params.problems()));
}

struct Row {
  std::string_view name;
  FinalizerPtr (*parse)(Params& params);
};
constexpr Row kRows[] = {
    {"concat", ParseConcat},     {"json", ParseJson},     {"yaml", ParseYaml},
    {"template", ParseTemplate}, {"nested", ParseNested},
};

FinalizerPtr ReadOne(const yaml::Node& node, Problems& problems) {
  Params params(node, "the finalizer", problems);
  if (node.kind != yaml::Kind::kMapping) return nullptr;
  const std::string type = params.RequiredText("type");
  std::vector<std::string> known;
  for (const Row& row : kRows) {
    known.emplace_back(row.name);
    if (row.name != type) continue;
    params.Rename("the finalizer " + type);
    (void)params.Text("id");
    FinalizerPtr out = row.parse(params);
    params.Done();
    return out;
  }
  if (!type.empty()) {
    params.Report("P203", *node.Find("type"), "unknown finalizer '" + Printable(type) + "'",
                  DidYouMean(type, known));
  }
  return nullptr;
}

}  // namespace

std::vector<FinalizerPtr> ReadFinalizers(const yaml::Node& list, Problems& problems) {
  std::vector<FinalizerPtr> out;
  if (list.kind != yaml::Kind::kSequence) {
    problems.push_back({"P204", PlaceOf(list), "the finalizers are no list"});
    return out;
  }
  for (const yaml::Node& item : list.items) {
    if (FinalizerPtr one = ReadOne(item, problems)) out.push_back(std::move(one));
  }
  return out;
}

std::vector<std::string> Finalize(const std::vector<Pipeline>& pipelines,
                                  std::vector<std::string> queries, Problems& problems) {
  Output output{std::move(queries), true};
  State state;
  for (const Pipeline* pipeline : InOrder(pipelines)) TakeVars(*pipeline, state);
  for (const Pipeline* pipeline : InOrder(pipelines)) {
    for (const FinalizerPtr& one : pipeline->finalizers) {
      output = one->Apply(std::move(output), state, problems);
    }
  }
  return std::move(output.texts);
}

}  // namespace dcv::pipeline
