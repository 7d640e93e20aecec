// SPDX-License-Identifier: Apache-2.0
// For tests: rules lowered with the product's log sources.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/data_files.h"
#include "ir/lower.h"
#include "logsource/logsource.h"
#include "sigma/parse.h"

namespace dcv::ruletest {

inline const logsource::Registry& TestRegistry() {
  static const DataFiles data = DataFiles::Packed();
  static const logsource::Registry registry = *logsource::Registry::Load(data);
  return registry;
}

class LoweredRules {
 public:
  explicit LoweredRules(std::string_view text) : file_(sigma::Parse(text)) {
    EXPECT_EQ(file_.broken, 0u) << file_.first_break.message;
    std::vector<ir::Source> sources;
    for (const sigma::Document& document : file_.documents) sources.push_back({&document, 0});
    lowered_ = ir::Lower(sources, {&TestRegistry()});
  }
  const ir::Program& program() const { return lowered_.program; }
  std::vector<std::string> Titles() const {
    std::vector<std::string> out;
    for (const ir::Rule& rule : program().rules) {
      out.push_back(file_.documents[rule.document].title.text);
    }
    return out;
  }

 private:
  sigma::File file_;
  ir::Lowered lowered_;
};

// A rule of CloudTrail.
inline std::string TrailRule(const std::string& title, const std::string& selection) {
  return "title: " + title +
         "\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  selection: {" +
         selection + "}\n  condition: selection\n";
}

// An event of CloudTrail with what is given.
inline std::string TrailEvent(const std::string& name, const std::string& more = "") {
  return "{\"eventVersion\": \"1.11\", \"eventTime\": \"2026-11-20T08:14:52Z\", \"eventSource\": "
         "\"cloudtrail.amazonaws.com\", \"eventName\": \"" +
         name + "\", \"awsRegion\": \"eu-central-1\", \"eventID\": \"0a1b2c3d\"" + more + "}";
}

}  // namespace dcv::ruletest
