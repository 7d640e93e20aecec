// SPDX-License-Identifier: Apache-2.0
#include "jobs/levels.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "dialect/dialects.h"
#include "dialect/levels.h"

namespace dcv::jobs {
namespace {

using dialect::Level;

void Refuse(report::Conversion& conversion, std::string_view require) {
  conversion.query.clear();
  conversion.lowering = dialect::ToString(dialect::Lowering::kImpossible);
  conversion.notes.push_back(
      {"C009", fmt::format("the query is {}, and {} is demanded", conversion.level, require),
       "take away --require, or choose a target of a higher level ('dcv list rules --levels')"});
}

}  // namespace

Status TakeLevels(const Program& program, std::string_view require,
                  report::ConversionResult& result) {
  DCV_TRY(const dialect::Levels levels, dialect::Levels::Load(program.data));
  const std::optional<Level> least =
      require.empty() ? Level::kUnverified : dialect::LevelOf(require);
  if (!least) return InvalidInput("no level " + Printable(require), "executed, checked or parsed");
  for (report::Conversion& conversion : result.conversions) {
    if (conversion.query.empty()) continue;
    const Level level = levels.Of(conversion.rule_id, conversion.target, conversion.query);
    conversion.level = dialect::ToString(level);
    if (level < *least) Refuse(conversion, require);
  }
  return Ok();
}

Result<Rows> LevelRows(const Program& program, const Rules& rules) {
  DCV_TRY(const dialect::Levels levels, dialect::Levels::Load(program.data));
  Rows out{{"id", "title", "target", "lowering", "level", "file"}, {}};
  std::array<size_t, 4> counts{};
  size_t stale = 0;
  const dialect::Places places(rules.registry);
  for (const ir::Rule& rule : rules.lowered.program.rules) {
    const sigma::Document& document = rules.document(rule.document);
    for (const dialect::Dialect* target : dialect::Dialects()) {
      const dialect::Query query =
          dialect::Render(*target, rules.lowered.program, rule, document, places, {},
                          rules.sources[rule.document].own_names);
      const std::string& id = document.id.text;
      const Level level = levels.Of(id, target->id, query.text);
      const bool old = !query.text.empty() && levels.Stale(id, target->id, query.text);
      if (!query.text.empty()) ++counts[static_cast<size_t>(level)];
      stale += old;
      out.rows.push_back({id, document.title.text, target->id,
                          std::string(dialect::ToString(query.lowering)),
                          query.text.empty() ? "" : std::string(old ? "stale" : ToString(level)),
                          rules.inputs[rules.documents[rule.document].first].path});
    }
  }
  out.counts = {{"executed", counts[3]},
                {"checked", counts[2]},
                {"parsed", counts[1]},
                {"unverified", counts[0]},
                {"stale", stale}};
  out.last_line =
      fmt::format("{} executed, {} checked, {} parsed, {} unverified, {} of these stale", counts[3],
                  counts[2], counts[1], counts[0], stale);
  return out;
}

}  // namespace dcv::jobs
