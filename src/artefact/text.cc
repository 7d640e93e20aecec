// SPDX-License-Identifier: Apache-2.0
#include "artefact/text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/uuid.h"

namespace dcv::artefact {

std::string IdOf(std::string_view id, std::string_view name, std::string_view title) {
  if (ParseUuid(id)) return Lower(id);
  std::string named = "rule\n";
  named.append(id).append("\n").append(name).append("\n").append(title);
  return ToString(UuidV5(kDcvNames, named));
}

std::string OneLine(std::string_view text, size_t limit) {
  std::string out;
  bool gap = false;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const size_t size = Utf8SequenceLength(text);
    if (first <= 0x20 || first == 0x7F) {
      gap = !out.empty();
      text.remove_prefix(1);
      continue;
    }
    const std::string_view next = size == 0 ? "?" : text.substr(0, size);
    if (out.size() + (gap ? 1 : 0) + next.size() > limit) break;
    if (gap) out += ' ';
    gap = false;
    out += next;
    text.remove_prefix(std::max<size_t>(1, size));
  }
  return out;
}

std::string Identifier(const Detection& detection) {
  std::string out;
  bool gap = false;
  for (const char c : Lower(detection.title)) {
    const bool letter = c >= 'a' && c <= 'z';
    if (!letter && !(c >= '0' && c <= '9')) {
      gap = !out.empty();
      continue;
    }
    if (out.empty() && !letter) out = "rule_";
    if (gap) out += '_';
    gap = false;
    out += c;
    if (out.size() >= 100) break;
  }
  if (out.empty()) out = "rule";
  return out + "_" + detection.id.substr(0, 8);
}

std::string Description(const Detection& detection, size_t limit) {
  std::string out =
      OneLine(detection.description.empty() ? detection.title : detection.description, limit);
  if (detection.loss.empty()) return out;
  const std::string loss = OneLine("The query is wider than the rule: " + detection.loss + ".",
                                   std::min<size_t>(limit / 2, 600));
  return OneLine(out, limit - loss.size() - 1) + " " + loss;
}

std::vector<std::string> Tables(const Detection& detection) {
  std::vector<std::string> out;
  for (std::string_view table : Split(detection.table, ',')) {
    if (!Trim(table).empty()) out.emplace_back(Trim(table));
  }
  return out;
}

std::string SqlComment(const Detection& detection) {
  std::string out = "-- " + OneLine(detection.title, 400) + "\n-- rule " + detection.id + "\n";
  if (!detection.loss.empty()) out += "-- wider: " + OneLine(detection.loss, 600) + "\n";
  return out;
}

std::string ShortTime(uint64_t minutes) {
  if (minutes % (24 * 60) == 0) return fmt::format("{}d", minutes / (24 * 60));
  if (minutes % 60 == 0) return fmt::format("{}h", minutes / 60);
  return fmt::format("{}m", minutes);
}

}  // namespace dcv::artefact
