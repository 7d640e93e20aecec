// SPDX-License-Identifier: Apache-2.0
// Inside of pipeline: what works on queries once a dialect has made them. A new one is a class in
// postprocessing.cc or finalizers.cc and its row there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/params.h"
#include "pipeline/pipeline.h"

namespace dcv::pipeline {

class QueryStep {
 public:
  virtual ~QueryStep() = default;
  virtual std::string Apply(std::string query, const sigma::Document& document, State& state,
                            Problems& problems) const = 0;
};

// All queries, or the one text that a finalizer made of them.
struct Output {
  std::vector<std::string> texts;
  bool list = true;
};

class Finalizer {
 public:
  virtual ~Finalizer() = default;
  virtual Output Apply(Output output, const State& state, Problems& problems) const = 0;
};

std::vector<QueryOperation> ReadPostprocessing(const yaml::Node& list, Problems& problems);
std::vector<std::shared_ptr<const Finalizer>> ReadFinalizers(const yaml::Node& list,
                                                             Problems& problems);

}  // namespace dcv::pipeline
