// SPDX-License-Identifier: Apache-2.0
// Checks of Sigma rules beyond their form (codes R0xx): the validators of pySigma and SigmaHQ, by
// their names, and our own. Pure: same files, same problems.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "base/problem.h"
#include "base/result.h"
#include "ir/lower.h"
#include "logsource/logsource.h"
#include "sigma/parse.h"

namespace dcv::lint {

// A file that was read, its name as the user gave it, and its text (for columns and fixes).
struct Input {
  std::string path;
  std::string_view text;
  sigma::File file;
};

struct Finding {
  uint32_t file = 0;      // index into the inputs
  uint32_t document = 0;  // index into its documents
  Problem problem;
};

// What the checks need to know beyond the rules: tables of data/lint and ATT&CK.
class Knowledge;

struct Check {
  std::string_view code;    // "R001"; "P012" and the like where sigma or ir report it already
  std::string_view name;    // as pySigma or SigmaHQ call it ("dangling_detection"), or ours
  std::string_view origin;  // "pysigma", "sigmahq", "dcv"
  bool fixable = false;
  bool convention = false;  // a rule of SigmaHQ's repository, off unless asked for
};
const std::vector<Check>& Checks();

struct Options {
  std::string attack;        // version
  bool conventions = false;  // also the checks marked convention
  // Codes or names, with or without SigmaHQ's prefix sigmahq_; empty: all. A convention that is
  // named here is on.
  std::vector<std::string> only;
  std::vector<std::string> without;  // codes or names
};

// What comments of a text suppress: `# dcv: ignore R001 P106`, codes or names, at the end of a line
// for that line, on a line of its own for the document it stands in. For problems of every kind.
class Suppressions {
 public:
  explicit Suppressions(std::string_view text);
  bool Hide(std::string_view code, Place place) const;
  // Line and word of what names no check; the word is "" where there is none.
  const std::vector<std::pair<uint32_t, std::string>>& unknown() const { return unknown_; }

 private:
  void Read(std::string_view words, uint32_t line, uint32_t document, bool alone);

  std::vector<uint32_t> begins_;  // lines of `---`
  std::vector<std::pair<uint32_t, std::string>> of_lines_, of_documents_, unknown_;
};

// Problems of all inputs, by file and place, suppressed ones left out. `lowered` was made from all
// documents of all inputs in their order.
Result<std::vector<Finding>> Run(const std::vector<Input>& inputs, const ir::Lowered& lowered,
                                 const logsource::Registry& registry, const DataFiles& data,
                                 const attack::Version& version, const Options& options);

}  // namespace dcv::lint
