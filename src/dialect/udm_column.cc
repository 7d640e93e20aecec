// SPDX-License-Identifier: Apache-2.0
#include "dialect/udm_column.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace dcv::dialect::udm {
namespace {

// Fields of the UDM field list (2026-11) that hold a list, or stand in a message that is one.
constexpr std::array<std::string_view, 20> kRepeated = {"about",
                                                        "answers",
                                                        "attendees",
                                                        "category_details",
                                                        "email_addresses",
                                                        "additional_emails",
                                                        "group_identifiers",
                                                        "intermediary",
                                                        "ip",
                                                        "ip_location",
                                                        "mac",
                                                        "nat_ip",
                                                        "permissions",
                                                        "phone_numbers",
                                                        "questions",
                                                        "resource_ancestors",
                                                        "role_description",
                                                        "security_result",
                                                        "attribute_roles",
                                                        "roles"};

bool IsRepeated(std::string_view path) {
  for (std::string_view segment : Split(path, '.')) {
    if (std::find(kRepeated.begin(), kRepeated.end(), segment) != kRepeated.end()) return true;
  }
  return false;
}

Column ColumnOf(std::string_view text) {
  constexpr std::string_view kAnyKey = "[*]";
  Column out;
  if (text.ends_with(kAnyKey)) {
    text.remove_suffix(kAnyKey.size());
    // `additional` is a Struct, other lists of labels have texts as values.
    out.path = std::string(text) + (text == "additional.fields" ? ".value.string_value" : ".value");
    out.repeated = out.shared = true;
    return out;
  }
  if (const size_t at = text.find("=\""); at != text.npos && text.ends_with("*\"")) {
    out.before = text.substr(at + 2, text.size() - at - 4);
    text = text.substr(0, at);
  }
  out.path = text;
  out.label = text.find('[') != text.npos;
  out.repeated = !out.label && IsRepeated(text);
  return out;
}

}  // namespace

std::vector<Column> ColumnsOf(std::string_view text) {
  std::vector<Column> out;
  if (text == "-") return out;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(", ", at), text.size());
    out.push_back(ColumnOf(text.substr(at, end - at)));
    at = end + 2;
  }
  for (Column& column : out) column.shared = column.shared || out.size() > 1;
  return out;
}

}  // namespace dcv::dialect::udm
