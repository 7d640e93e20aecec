// SPDX-License-Identifier: Apache-2.0
// Account and region, read from the names providers and people use for them.
#pragma once

#include <string>
#include <string_view>

namespace dcv::inventory {

// Views into the text they were read from.
struct ScopeText {
  std::string_view account;
  std::string_view region;
};

// arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE; both "" when it is no ARN.
ScopeText FromArn(std::string_view arn);

// AWS account (12 digits), AWS region and Azure subscription (GUID) among the pieces of a path that
// '/', '_', '.' and '=' separate; the last of each wins. This is how answers without an ARN are
// told apart: keep them in folders named for account and region.
ScopeText FromPath(std::string_view path);

// "/subscriptions/GUID/..." -> the GUID; ".../managementGroups/NAME" -> "managementGroups/NAME".
std::string_view FromAzureId(std::string_view id);

// "organizations/1/sources/..." -> "organizations/1"; likewise folders/ and projects/.
std::string_view FromGcpName(std::string_view name);

bool LooksLikeGuid(std::string_view text);
bool LooksLikeAwsRegion(std::string_view text);
// What follows the last '/'.
std::string_view LastSegment(std::string_view path);

}  // namespace dcv::inventory
