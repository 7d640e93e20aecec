// SPDX-License-Identifier: Apache-2.0
// The templates of pipelines: substitution, no code. docs/pipelines.md lists what they may name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "pipeline/params.h"
#include "pipeline/pipeline.h"

namespace dcv::pipeline {

enum class Syntax {
  kJinja,   // {{ query }}, {% for q in queries %}, {# comment #}
  kFormat,  // {query}, {{ for a brace
  kDollar   // $category, ${category}, {vars.name}
};

// What the names stand for; null where there is none such.
struct TemplateScope {
  const std::string* query = nullptr;
  const sigma::Document* document = nullptr;
  const State* state = nullptr;
  const std::vector<std::string>* queries = nullptr;
};

class Template {
 public:
  // The text of a member; problems (P210) at its place.
  static Template Read(Syntax syntax, const yaml::Node& node, Params& params);

  // A name without a value (a state that nothing set) is P230.
  std::string Render(const TemplateScope& scope, Problems& problems) const;

 private:
  friend class TemplateReader;
  struct Piece {
    enum class Kind { kText, kQuery, kAttribute, kState, kVar, kLoop } kind = Kind::kText;
    std::string text;         // literal or name
    std::vector<Piece> body;  // kLoop
  };
  void Append(const std::vector<Piece>& pieces, const TemplateScope& scope, std::string& out,
              Problems& problems) const;

  std::vector<Piece> pieces_;
  Place place_;
};

}  // namespace dcv::pipeline
