// SPDX-License-Identifier: Apache-2.0
// Sigma files as the user names them, read, parsed and lowered together.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ir/lower.h"
#include "jobs/jobs.h"
#include "lint/lint.h"
#include "logsource/logsource.h"

namespace dcv::jobs {

// Pointers lead into each other: filled in place, never moved.
struct Rules {
  std::vector<lint::Input> inputs;  // in the order given, folders sorted
  std::vector<std::string> texts;   // what the inputs view
  size_t unreadable = 0;            // files that could not be read; each has a problem P027
  logsource::Registry registry;
  ir::Lowered lowered;
  // Source `i` of lowered is document `documents[i].second` of input `documents[i].first`.
  std::vector<std::pair<uint32_t, uint32_t>> documents;

  const sigma::Document& document(uint32_t source) const {
    return inputs[documents[source].first].file.documents[documents[source].second];
  }
};

// Files are taken whatever their name, of folders those that end in .yml or .yaml, also .gz or .zst
// of them; "-" is stdin. Error when there is no file at all.
Status ReadRules(const Program& program, const std::vector<std::string>& paths, size_t threads,
                 Rules& rules);

}  // namespace dcv::jobs
