// SPDX-License-Identifier: Apache-2.0
// Inside of sigma::Parse: from YAML nodes to the tree, noting problems on the way.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "base/yaml.h"
#include "sigma/rule.h"

namespace dcv::sigma {

// Collects the problems of one document. After Fatal() the document cannot be used.
class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}
  bool broken() const { return broken_; }
  const Problem& first_fatal() const { return first_fatal_; }  // of a broken() document

  void Note(std::string_view code, Place place, std::string message, std::string remedy = {},
            std::vector<Edit> fix = {});
  void Fatal(std::string_view code, Place place, std::string message, std::string remedy = {});

  // Each notes a value of another type (P007) and gives what can be used.
  Text ReadText(const yaml::Node& node, std::string_view what);
  std::vector<Text> ReadTexts(const yaml::Node& node, std::string_view what);

 private:
  Problems& problems_;
  bool broken_ = false;
  Problem first_fatal_;
};

Place PlaceOf(const yaml::Node& node);

LogSource ReadLogSource(const yaml::Node& node, Reader& reader);
Detection ReadDetection(const yaml::Node& node, Reader& reader);
Correlation ReadCorrelation(const yaml::Node& node, Reader& reader);
Filter ReadFilter(const yaml::Node& node, const yaml::Node* logsource, Reader& reader);
ParsedCondition ReadCondition(const yaml::Node& node, Reader& reader);
// The whole document; nothing of it when it is broken (reader.broken()).
Document ReadDocument(const yaml::Node& root, Reader& reader);

}  // namespace dcv::sigma
