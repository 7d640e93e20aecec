// SPDX-License-Identifier: Apache-2.0
// For tests: a rule of a few lines through a pipeline of a few lines.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "pipeline/pipeline.h"
#include "sigma/parse.h"

namespace dcv::pipeline {

inline std::string Codes(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems) {
    out += (out.empty() ? "" : " ") + std::string(problem.code);
  }
  return out;
}

inline std::string CodesOf(std::string_view pipeline) {
  return Codes(ParsePipeline(pipeline).problems);
}

inline Pipeline Read(std::string_view text) {
  Parsed parsed = ParsePipeline(text);
  for (const Problem& problem : parsed.problems) {
    ADD_FAILURE() << problem.code << " " << problem.place.line << ": " << problem.message;
  }
  return parsed.pipeline ? *std::move(parsed.pipeline) : Pipeline();
}

inline sigma::Document Rule(const std::string& detection, std::string_view more = "") {
  sigma::File file = sigma::Parse("title: T\nlevel: high\nstatus: test\n" + std::string(more) +
                                  "logsource:\n  product: aws\n  service: cloudtrail\n" +
                                  "detection:\n" + detection);
  EXPECT_EQ(file.documents.size(), 1u) << detection;
  return file.documents.empty() ? sigma::Document() : file.documents.front();
}

// a=1 and so on: "field|modifier=value,value", (x AND y), (x OR y).
inline std::string Show(const sigma::Search& search) {
  std::string out;
  if (search.kind != sigma::Search::Kind::kItem) {
    const bool all = search.kind == sigma::Search::Kind::kAll;
    for (const sigma::Search& part : search.parts) {
      out += (out.empty() ? "" : (all ? " AND " : " OR ")) + Show(part);
    }
    return "(" + out + ")";
  }
  out = search.item.field.text;
  for (sigma::Modifier m : search.item.modifiers) out.append("|").append(ToString(m));
  out += "=";
  for (size_t i = 0; i < search.item.values.size(); ++i) {
    const sigma::Value& value = search.item.values[i];
    out += (i == 0 ? "" : ",") + value.text;
    if (value.IsNumber()) out += "#";
  }
  return out;
}

// Every search and the conditions: "sel: a=1; condition: sel".
inline std::string Show(const sigma::Detection& detection) {
  std::string out;
  for (const sigma::NamedSearch& named : detection.searches) {
    out += named.name.text + ": " + Show(named.search) + "; ";
  }
  for (const auto& condition : detection.conditions) out += ToText(condition.condition);
  return out;
}

struct Applied {
  sigma::Document document;
  State state;
  Problems problems;
  std::string shown;  // the first search, or the codes of the problems
};

inline Applied RunRule(std::string_view transformations, sigma::Document document,
                       const Options& options = {}) {
  Applied out;
  out.document = std::move(document);
  const Pipeline pipeline = Read(
      "name: p\nvars:\n  admins: [root, 'adm*']\n  index: main\n"
      "transformations:\n" +
      std::string(transformations));
  out.problems = Apply({pipeline}, out.document, out.state, options);
  out.shown = Codes(out.problems);
  const sigma::Rule* rule = out.document.rule();
  if (out.shown.empty() && rule != nullptr && !rule->detection.searches.empty()) {
    out.shown = Show(rule->detection.searches.front().search);
  }
  return out;
}

// One item `line` of a rule through the transformations.
inline std::string Item(std::string_view transformations, const std::string& line) {
  return RunRule(transformations, Rule("  s:\n    " + line + "\n  condition: s\n")).shown;
}

}  // namespace dcv::pipeline
