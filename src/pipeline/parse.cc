// SPDX-License-Identifier: Apache-2.0
// A pipeline's YAML, and its application to a document.
#include <algorithm>

#include "base/text.h"
#include "pipeline/queries.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {
namespace {

std::string_view CodeOf(const yaml::Fault& fault) {
  const std::string_view message = fault.message;
  if (message.starts_with("duplicate key")) return "P002";
  for (std::string_view word : {"larger than", "deeper than", "more than", "aliases bring in"}) {
    if (message.find(word) != message.npos) return "P003";
  }
  return "P001";
}

void ReadVars(const yaml::Node& node, Pipeline& pipeline, Params& params) {
  if (node.kind != yaml::Kind::kMapping) {
    params.Report("P204", node, "'vars' is no map");
    return;
  }
  for (const yaml::Member& member : node.members) {
    auto& values = pipeline.vars[member.key.scalar];
    const auto add = [&](const yaml::Node& one) {
      if (one.kind == yaml::Kind::kScalar) {
        values.push_back(sigma::ResolveScalar(one));
      } else {
        params.Report("P204", one, "a variable is neither a plain value nor a list of them");
      }
    };
    if (member.value.kind != yaml::Kind::kSequence) {
      add(member.value);
    } else {
      for (const yaml::Node& item : member.value.items) add(item);
    }
  }
}

Pipeline ReadPipeline(const yaml::Node& root, Problems& problems) {
  Pipeline out;
  Params params(root, "the pipeline", problems);
  out.name = params.Text("name").value_or("");
  out.priority = params.Number("priority").value_or(0);
  out.allowed_backends = params.Texts("allowed_backends");
  if (const yaml::Node* vars = params.Take("vars")) ReadVars(*vars, out, params);
  if (const yaml::Node* list = params.Take("transformations")) {
    out.transformations = ReadOperations(*list, problems);
  }
  if (const yaml::Node* list = params.Take("postprocessing")) {
    out.postprocessing = ReadPostprocessing(*list, problems);
  }
  if (const yaml::Node* list = params.Take("finalizers")) {
    out.finalizers = ReadFinalizers(*list, problems);
  }
  params.Done();
  return out;
}

// Documents of the text, with the faults of their YAML as problems.
std::vector<yaml::Node> Documents(std::string_view text, Problems& problems) {
  std::vector<yaml::Node> out;
  yaml::Stream stream(text);
  while (auto document = stream.Next()) {
    for (yaml::Fault& fault : document->faults) {
      problems.push_back({CodeOf(fault),
                          {static_cast<uint32_t>(fault.line), static_cast<uint32_t>(fault.column)},
                          std::move(fault.message),
                          std::move(fault.hint)});
    }
    out.push_back(std::move(document->root));
  }
  return out;
}

}  // namespace

Parsed ParsePipeline(std::string_view text) {
  Parsed out;
  const std::vector<yaml::Node> documents = Documents(text, out.problems);
  if (!out.problems.empty()) return out;
  if (documents.size() != 1 || documents[0].kind != yaml::Kind::kMapping) {
    const Place place = documents.empty() ? Place{1, 1} : PlaceOf(documents.back());
    out.problems.push_back({"P201", place,
                            documents.size() > 1 ? "the file holds more than one document"
                                                 : "the file holds no map of a pipeline"});
    return out;
  }
  Pipeline pipeline = ReadPipeline(documents[0], out.problems);
  std::stable_sort(out.problems.begin(), out.problems.end(),
                   [](const Problem& a, const Problem& b) { return a.place < b.place; });
  if (out.problems.empty()) out.pipeline = std::move(pipeline);
  return out;
}

std::vector<const Pipeline*> InOrder(const std::vector<Pipeline>& pipelines) {
  std::vector<const Pipeline*> out;
  for (const Pipeline& pipeline : pipelines) out.push_back(&pipeline);
  std::stable_sort(out.begin(), out.end(),
                   [](const Pipeline* a, const Pipeline* b) { return a->priority < b->priority; });
  return out;
}

void TakeVars(const Pipeline& pipeline, State& state) {
  for (const auto& [name, values] : pipeline.vars) state.vars.insert_or_assign(name, values);
}

Problems Apply(const std::vector<Pipeline>& pipelines, sigma::Document& document, State& state,
               const Options& options) {
  Problems problems;
  const std::vector<const Pipeline*> order = InOrder(pipelines);
  for (const Pipeline* pipeline : order) TakeVars(*pipeline, state);
  Context context(document, state, options, problems);
  for (const Pipeline* pipeline : order) {
    const auto& backends = pipeline->allowed_backends;
    const bool allowed =
        options.backend.empty() || backends.empty() ||
        std::find(backends.begin(), backends.end(), options.backend) != backends.end();
    if (!allowed) {
      problems.push_back(
          {"P226",
           {},
           "pipeline '" + Printable(pipeline->name) + "' is not for " + Printable(options.backend),
           "it is for: " + Join(backends, ", ")});
    }
    if (!problems.empty()) break;
    context.pipeline = pipeline->name;
    context.Run(pipeline->transformations);
  }
  return problems;
}

}  // namespace dcv::pipeline
