// SPDX-License-Identifier: Apache-2.0
// argv -> a request. The command line library stays in parse.cc.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "jobs/jobs.h"

namespace dcv::cli {

using Request = std::variant<jobs::CoverageRequest, jobs::DiffRequest, jobs::TechniqueRequest,
                             jobs::InventoryRequest, jobs::ListRequest, jobs::ExplainRequest,
                             jobs::CheckRequest, jobs::CheckDataRequest, jobs::DetectRequest,
                             jobs::ConvertRequest, jobs::TestRequest, jobs::FilterNewRequest,
                             jobs::AttackLoadRequest, jobs::CatalogImportRequest>;

struct Parsed {
  std::optional<Request> request;  // absent: `text` is all there is to print
  std::string data_directory;
  std::string color = "auto";
  bool json = false;           // errors are wanted as JSON too
  std::optional<Error> error;  // the request is wrong
  std::string text;            // without a request or error: help or version
};

Parsed Parse(int argc, const char* const* argv);

}  // namespace dcv::cli
