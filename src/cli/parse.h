// SPDX-License-Identifier: Apache-2.0
// argv -> a request. The command line library stays in parse.cc.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "jobs/jobs.h"

namespace dcv::cli {

using Request = std::variant<jobs::CoverageRequest, jobs::TechniqueRequest, jobs::InventoryRequest,
                             jobs::ListRequest, jobs::ExplainRequest, jobs::CheckDataRequest,
                             jobs::AttackLoadRequest>;

struct Parsed {
  std::optional<Request> request;  // absent: `text` is all there is to print
  std::string data_directory;
  std::string color = "auto";
  bool json = false;  // errors are wanted as JSON too
  int exit_code = 0;  // without a request
  std::string text;   // help or version on stdout (exit 0), else an error on stderr
};

Parsed Parse(int argc, const char* const* argv);

}  // namespace dcv::cli
