// SPDX-License-Identifier: Apache-2.0
#include "dialect/sql_list.h"

#include <fmt/format.h>

#include "base/text.h"

namespace dcv::dialect::sql {
namespace {

std::string Format(const char* format, const std::string& a, const std::string& b) {
  return fmt::format(fmt::runtime(format), a, b);
}

// The nodes that the steps lead to, "" when they cannot be written.
std::string Nodes(const ListForms& forms, const Flavour& flavour, const std::string& column,
                  const std::vector<Step>& steps) {
  std::string list;
  for (const Step& step : steps) {
    const std::string path = forms.path(step.members);
    if (path.empty() && !step.members.empty()) return {};
    const char* form = step.spread ? forms.spread : forms.single;
    list = list.empty() ? Format(form, column, path)
                        : Format(forms.for_each, list, Format(form, "v", path));
    if (!step.where_name.empty()) {
      const std::string name = forms.path({step.where_name});
      if (name.empty()) return {};
      const std::string test =
          fmt::format(fmt::runtime(flavour.lower), Format(forms.member, "v", name)) + " = " +
          flavour.quote(Lower(step.where));
      list = Format(forms.keep, list, test);
    }
    if (step.parse) list = Format(forms.parse, list, "");
  }
  return list;
}

}  // namespace

std::string ListValues(const ListForms& forms, const Flavour& flavour,
                       const std::vector<Position>& positions) {
  std::string out, otherwise;
  for (const Position& position : positions) {
    const std::string nodes = Nodes(forms, flavour, position.column, StepsOf(position));
    if (nodes.empty()) return {};
    std::string& list = position.otherwise ? otherwise : out;
    list = list.empty() ? nodes : Format(forms.concat, list, nodes);
  }
  if (!otherwise.empty()) {
    out = fmt::format("CASE WHEN {} THEN {} ELSE {} END",
                      ListExists(forms, flavour, positions.front()), out, otherwise);
  }
  return Format(forms.texts, out, "");
}

std::string ListExists(const ListForms& forms, const Flavour& flavour, const Position& position) {
  std::vector<Step> steps = StepsOf(position);
  if (steps.size() == 1 && steps.front().where_name.empty() && !steps.front().parse) {
    const std::string path = forms.path(steps.front().members);
    return path.empty() ? std::string() : Format(forms.exists, position.column, path);
  }
  if (position.path.back().kind != logsource::Segment::Kind::kMember) return {};
  Position object = position;  // what holds the last member
  object.path.pop_back();
  const std::string path = forms.path({position.path.back().name});
  const std::string nodes = Nodes(forms, flavour, object.column, StepsOf(object));
  if (nodes.empty() || path.empty()) return {};
  return Format(forms.some, nodes, Format(forms.exists, "v", path));
}

}  // namespace dcv::dialect::sql
