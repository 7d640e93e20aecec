// SPDX-License-Identifier: Apache-2.0
#include "inventory/scope.h"

#include "base/text.h"

namespace dcv::inventory {
namespace {

constexpr size_t kGuidLength = 36;

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

}  // namespace

bool LooksLikeGuid(std::string_view text) {
  if (text.size() != kGuidLength) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !IsHex(text[i])) return false;
  }
  return true;
}

// xx-name-N with any number of names: us-east-1, us-gov-west-1, ap-southeast-2.
bool LooksLikeAwsRegion(std::string_view text) {
  const auto parts = Split(text, '-');
  if (parts.size() < 3 || parts.size() > 4 || parts[0].size() != 2) return false;
  if (parts.back().size() != 1 || !IsDigits(parts.back())) return false;
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    for (char c : parts[i]) {
      if (c < 'a' || c > 'z') return false;
    }
  }
  return parts[1].size() > 2;
}

ScopeText FromArn(std::string_view arn) {
  ScopeText scope;
  if (!arn.starts_with("arn:")) return scope;
  std::string_view rest = arn;
  for (int field = 0; field < 5; ++field) {
    const size_t colon = rest.find(':');
    if (colon == rest.npos) return {};
    if (field == 3) scope.region = rest.substr(0, colon);
    if (field == 4) scope.account = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
  return scope;
}

ScopeText FromPath(std::string_view path) {
  ScopeText scope;
  size_t start = 0;
  for (size_t at = 0; at <= path.size(); ++at) {
    if (at < path.size() && std::string_view("/_.=").find(path[at]) == std::string_view::npos) {
      continue;
    }
    const std::string_view piece = path.substr(start, at - start);
    start = at + 1;
    if ((piece.size() == 12 && IsDigits(piece)) || LooksLikeGuid(piece)) scope.account = piece;
    if (LooksLikeAwsRegion(piece)) scope.region = piece;
  }
  return scope;
}

std::string_view FromAzureId(std::string_view id) {
  constexpr std::string_view kSubscriptions = "/subscriptions/";
  if (const size_t at = FindIgnoreCase(id, kSubscriptions); at != id.npos) {
    const std::string_view rest = id.substr(at + kSubscriptions.size());
    return rest.substr(0, rest.find('/'));
  }
  constexpr std::string_view kGroups = "managementGroups/";
  if (const size_t at = FindIgnoreCase(id, kGroups); at != id.npos) {
    const size_t end = id.find('/', at + kGroups.size());
    return id.substr(at, end == id.npos ? id.npos : end - at);
  }
  return {};
}

std::string_view FromGcpName(std::string_view name) {
  for (std::string_view root : {"organizations/", "folders/", "projects/"}) {
    if (!name.starts_with(root)) continue;
    return name.substr(0, name.find('/', root.size()));
  }
  return {};
}

std::string_view LastSegment(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

}  // namespace dcv::inventory
