// SPDX-License-Identifier: Apache-2.0
// Answers and Azure resources that dcv knows and that tell nothing of detections: people export
// whole folders, and what was left out should say why.
#pragma once

#include <string_view>

#include "base/json.h"

namespace dcv::inventory {

struct OtherAnswer {
  const char* name;  // what it is, for people
  bool (*matches)(json::Value root);
  const char* why;  // a sentence without a full stop
};
// Nothing when the document is none of them. Ask after Shapes().
const OtherAnswer* FindOtherAnswer(json::Value root);
// Of those, the answers of AWS (no_detections_aws.cc); `matches` is not filled in them.
const OtherAnswer* FindOtherAwsAnswer(json::Value root);

// Of an Azure resource type in small letters; "" when it is not known.
std::string_view WhyNoDetections(std::string_view azure_type);

}  // namespace dcv::inventory
