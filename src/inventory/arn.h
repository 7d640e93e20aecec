// SPDX-License-Identifier: Apache-2.0
// Parts of an Amazon resource name. Source: IAM user guide, "Amazon Resource Names" (read 2026-11).
#pragma once

#include <string>
#include <string_view>

namespace dcv::inventory {

// What follows the account: "function:stop", "rule/bus/name". "" for what is no ARN.
std::string_view ArnResource(std::string_view arn);

// For people: "lambda:function stop", "sqs alarms"; what is no ARN stands as it is, shortened.
std::string ArnName(std::string_view arn);

}  // namespace dcv::inventory
