// SPDX-License-Identifier: Apache-2.0
#include "row.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/files.h"
#include "base/text.h"

namespace dcv::bench {
namespace {

constexpr std::array<std::string_view, 48> kWords = {
    "checks",     "whether",   "the",       "configured", "instance",   "bucket",
    "is",         "encrypted", "at",        "rest",       "with",       "customer",
    "managed",    "keys",      "control",   "fails",      "if",         "public",
    "access",     "policy",    "allows",    "cluster",    "endpoint",   "logging",
    "enabled",    "and",       "retention", "period",     "database",   "snapshot",
    "account",    "region",    "network",   "interface",  "role",       "trust",
    "permission", "rotation",  "function",  "security",   "group",      "unrestricted",
    "ingress",    "port",      "resources", "required",   "compliance", "evaluation",
};

uint32_t Number(std::string_view text) {
  return static_cast<uint32_t>(std::stoi(std::string(text)));
}

}  // namespace

std::string Hex(Random& random, size_t digits) {
  std::string out(digits, '0');
  for (char& digit : out) digit = "0123456789abcdef"[random.Below(16)];
  return out;
}

std::string Words(Random& random, size_t count, char separator) {
  std::string out;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) out += separator;
    out += kWords[random.Below(kWords.size())];
  }
  return out;
}

std::string Guid(std::string_view hex32) {
  std::string out(hex32);
  for (size_t at : {20, 16, 12, 8}) out.insert(at, 1, '-');
  return out;
}

Result<RowShape> RowShape::Load(const std::string& path) {
  DCV_TRY(std::string text, ReadFile(path));
  while (text.ends_with('\n')) text.pop_back();
  RowShape shape;
  std::string_view rest = text;
  for (size_t open; (open = rest.find("{{")) != rest.npos;) {
    const size_t close = rest.find("}}", open);
    if (close == rest.npos) return InvalidInput(path + ": a gap is not closed");
    shape.literals_.emplace_back(rest.substr(0, open));
    const std::string_view inside = rest.substr(open + 2, close - open - 2);
    const size_t colon = std::min(inside.find(':'), inside.size());
    Gap gap{std::string(inside.substr(0, colon)), {}};
    if (colon < inside.size()) {
      for (std::string_view argument :
           Split(inside.substr(colon + 1), gap.name == "pick" ? '|' : ':')) {
        gap.arguments.emplace_back(argument);
      }
    }
    shape.gaps_.push_back(std::move(gap));
    rest.remove_prefix(close + 2);
  }
  shape.literals_.emplace_back(rest);
  return shape;
}

void RowShape::Fill(const Values& values, Random& random, std::string& out) const {
  for (size_t i = 0; i < gaps_.size(); ++i) {
    out += literals_[i];
    Draw(gaps_[i], values, random, out);
  }
  out += literals_.back();
}

void RowShape::Draw(const Gap& gap, const Values& values, Random& random, std::string& out) {
  const auto& arguments = gap.arguments;
  if (gap.name == "word") {
    out += Words(random, 1);
  } else if (gap.name == "words") {
    out += Words(random, Number(arguments[0]));
  } else if (gap.name == "hex") {
    out += Hex(random, Number(arguments[0]));
  } else if (gap.name == "guid") {
    out += Guid(values.at("id"));
  } else if (gap.name == "int") {
    const int from = std::stoi(arguments[0]), to = std::stoi(arguments[1]);
    out +=
        std::to_string(from + static_cast<int>(random.Below(static_cast<uint32_t>(to - from + 1))));
  } else if (gap.name == "pick") {
    out += arguments[random.Below(static_cast<uint32_t>(arguments.size()))];
  } else if (gap.name == "time") {
    char text[40];
    std::snprintf(text, sizeof text, "2026-%02u-%02uT%02u:%02u:%02u.%03uZ", 1 + random.Below(11),
                  1 + random.Below(28), random.Below(24), random.Below(60), random.Below(60),
                  random.Below(1000));
    out += text;
  } else {
    const std::string& value = values.at(gap.name);
    out += arguments.empty() ? value : value.substr(0, Number(arguments[0]));
  }
}

}  // namespace dcv::bench
