// SPDX-License-Identifier: Apache-2.0
#include "inventory/arn.h"

#include "base/text.h"

namespace dcv::inventory {

std::string_view ArnResource(std::string_view arn) {
  if (!arn.starts_with("arn:")) return {};
  size_t at = 0;
  for (int colons = 0; colons < 5; ++colons) {
    at = arn.find(':', at);
    if (at == arn.npos) return {};
    ++at;
  }
  return arn.substr(at);
}

std::string ArnName(std::string_view arn) {
  const std::string_view resource = ArnResource(arn);
  if (resource.empty()) return Printable(arn, 120);
  const std::string_view service = Split(arn, ':')[2];
  const size_t cut = resource.find_first_of(":/");
  if (cut == resource.npos) return Printable(service, 40) + " " + Printable(resource, 120);
  return Printable(service, 40) + ":" + Printable(resource.substr(0, cut), 40) + " " +
         Printable(resource.substr(cut + 1), 120);
}

}  // namespace dcv::inventory
