// SPDX-License-Identifier: Apache-2.0
// Sigma files as the user names them, read, parsed and lowered together.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ir/lower.h"
#include "jobs/jobs.h"
#include "jobs/pipelines.h"
#include "lint/lint.h"
#include "logsource/logsource.h"

namespace dcv::jobs {

// Pointers lead into each other: filled in place, never moved.
struct Rules {
  std::vector<lint::Input> inputs;  // in the order given, folders sorted
  std::vector<std::string> texts;   // what the inputs view
  size_t unreadable = 0;            // files that could not be read; each has a problem P027
  logsource::Registry registry;
  ir::Lowered lowered;  // after the pipelines
  // What was lowered. Source `i` is document `documents[i].second` of input `documents[i].first`;
  // those that a pipeline refused are left out.
  std::vector<ir::Source> sources;
  std::vector<std::pair<uint32_t, uint32_t>> documents;
  std::vector<Rewritten> rewritten;                   // what sources lead to with pipelines
  std::vector<std::pair<uint32_t, Problem>> refused;  // by pipelines: input and problem

  const sigma::Document& document(uint32_t source) const { return *sources[source].document; }
};

// A list of exceptions to lower with the rules (jobs/allowlist.h).
struct AllowlistOptions {
  std::string file;  // "": none
  std::string at;    // day of use, YYYY-MM-DD, or ""
};

// In place of a path: the rules of the program's data, "rules/aws/cloudtrail/X.yml" and so on.
inline constexpr std::string_view kBuiltinRules = "builtin";

// Files are taken whatever their name, of folders those that end in .yml or .yaml, also .gz or .zst
// of them; "-" is stdin, kBuiltinRules the library. Error when there is no file at all. Nothing is
// lowered when a file of `pipelines` has a problem. The allowlist becomes one more input.
Status ReadRules(const Program& program, const std::vector<std::string>& paths, size_t threads,
                 Rules& rules, const Pipelines& pipelines = {},
                 const AllowlistOptions& allowlist = {});

// All documents of all inputs in their order as they were written, for the checks of lint.
ir::Lowered LowerAsWritten(const Rules& rules);

// Paths of the library's rules in `data`, sorted. Error when it has none.
Result<std::vector<std::string_view>> BuiltinRules(const DataFiles& data);

// "aws/cloudtrail": product, category and service, those that are there.
std::string LogSourceText(const logsource::Attributes& source);

// A file or "-", inflated; at most one byte more than a file of YAML may have, which its parser
// then refuses.
Result<std::string> ReadBounded(const std::string& path);

}  // namespace dcv::jobs
