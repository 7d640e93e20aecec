// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

namespace dcv {
namespace {

constexpr std::string_view kMore = "and more of the same kind";

}  // namespace

std::string_view ToString(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "info";
    case Severity::kWarning: return "warning";
    case Severity::kError: return "error";
  }
  return "error";
}

void Diagnostics::Add(Diagnostic diagnostic) {
  auto key = std::make_tuple(diagnostic.file, diagnostic.code, diagnostic.message);
  if (auto found = items_.find(key); found != items_.end()) {
    found->second.count += diagnostic.count;
    return;
  }
  size_t& distinct = distinct_[{diagnostic.file, diagnostic.code}];
  if (diagnostic.message == kMore) {
    // Appended from another collection: takes no place of a distinct one.
  } else if (distinct >= kDistinctPerFile) {
    diagnostic.message = kMore;
    std::get<2>(key) = kMore;
    if (auto found = items_.find(key); found != items_.end()) {
      found->second.count += diagnostic.count;
      return;
    }
  } else {
    ++distinct;
  }
  items_.emplace(std::move(key), std::move(diagnostic));
}

void Diagnostics::Append(const Diagnostics& other) {
  for (const auto& [key, diagnostic] : other.items_) Add(diagnostic);
}

std::vector<Diagnostic> Diagnostics::Sorted() const {
  std::vector<Diagnostic> out;
  out.reserve(items_.size());
  for (const auto& [key, diagnostic] : items_) out.push_back(diagnostic);
  return out;
}

}  // namespace dcv
