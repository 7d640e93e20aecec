// SPDX-License-Identifier: Apache-2.0
// Processing pipelines as the user names them, and documents rewritten by them before they are
// lowered. docs/pipelines.md, "In check and explain", says what is decided here.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "base/result.h"
#include "jobs/jobs.h"
#include "lint/lint.h"
#include "pipeline/pipeline.h"

namespace dcv::jobs {

struct Pipelines {
  struct File {
    std::string path;
    Problems problems;  // P001 to P003, P027 and P20x, at places of this file
  };
  std::vector<File> files;                    // in the order given
  std::vector<pipeline::Pipeline> pipelines;  // of the files without problems
  std::string values;                         // folder that file_placeholders may read below
  bool empty() const { return files.empty(); }
  size_t unreadable() const;  // files with a problem P027
};

// Error when there is no such file or folder.
Result<Pipelines> ReadPipelines(const PipelineOptions& options);

// Error when a file has a problem: "FILE:LINE:COLUMN: CODE message" of the first.
Status AllRead(const Pipelines& pipelines);

// A document after the pipelines.
struct Rewritten {
  sigma::Document document;
  bool own_names = false;  // a name is in it that the rule as written does not have
  Problems problems;       // any: the document must not be used
};

class Rewriting {
 public:
  // Both outlive it; the documents stay where they are.
  Rewriting(const std::vector<lint::Input>& inputs, const Pipelines& pipelines);

  // A rule or correlation. Of a correlation, conditions ask the log sources of the rules below it,
  // as they were written. Safe to call from several threads.
  Rewritten Apply(const sigma::Document& document) const;

  // The filter as it reads for a rule: rewritten with the log source that the rule was written
  // with. Made once for each log source, null after a problem. Not for several threads.
  const sigma::Filter* FilterFor(const sigma::Document& filter, const sigma::LogSource& source);
  // What kept filters from being rewritten, each once.
  std::vector<std::pair<const sigma::Document*, Problem>> FilterProblems() const;

 private:
  using FilterKey =
      std::tuple<const sigma::Document*, std::string, std::string, std::string>;  // and log source

  std::vector<const sigma::Document*> RulesBelow(const sigma::Document& correlation) const;

  const Pipelines& pipelines_;
  std::unordered_map<std::string, std::vector<const sigma::Document*>> by_reference_;
  std::map<FilterKey, Rewritten> filters_;
};

}  // namespace dcv::jobs
