// SPDX-License-Identifier: Apache-2.0
#include "artefact/yaml_text.h"

#include <fmt/format.h>

#include "base/text.h"

namespace dcv::artefact {
namespace {

// Line breaks of YAML 1.1 and what YAML does not call printable, by the bytes they begin with.
bool MustEscape(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  if (first == 0xC2) return static_cast<unsigned char>(character[1]) < 0xA0;
  return character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9" ||
         character == "\xEF\xBB\xBF" || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

uint32_t CodePoint(std::string_view character) {
  const auto byte = [&](size_t i) {
    return static_cast<uint32_t>(static_cast<unsigned char>(character[i]));
  };
  if (character.size() == 1) return byte(0);
  if (character.size() == 2) return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
  return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
}

// One character, U+FFFD for a byte that is none.
std::string_view NextCharacter(std::string_view& text) {
  const size_t size = Utf8SequenceLength(text);
  const std::string_view out = size == 0 ? "\xEF\xBF\xBD" : text.substr(0, size);
  text.remove_prefix(size == 0 ? 1 : size);
  return out;
}

bool FitsBlock(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.front() == '\t' || text.front() == '\n' ||
      text.back() == '\n') {
    return false;
  }
  while (!text.empty()) {
    if (Utf8SequenceLength(text) == 0) return false;
    const std::string_view character = NextCharacter(text);
    if (character != "\n" && character != "\t" && MustEscape(character)) return false;
  }
  return true;
}

}  // namespace

std::string YamlString(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::string_view character = NextCharacter(text);
    if (character == "\"" || character == "\\") {
      out += '\\';
      out += character;
    } else if (character == "\n") {
      out += "\\n";
    } else if (character == "\t") {
      out += "\\t";
    } else if (MustEscape(character)) {
      out += fmt::format("\\u{:04X}", CodePoint(character));
    } else {
      out += character;
    }
  }
  return out + "\"";
}

std::string YamlBlock(std::string_view key, std::string_view text) {
  if (!FitsBlock(text)) return std::string(key) + ": " + YamlString(text) + "\n";
  std::string out = std::string(key) + ": |-\n";
  for (std::string_view line : Split(text, '\n')) {
    if (!line.empty()) out.append("  ").append(line);
    out += "\n";
  }
  return out;
}

}  // namespace dcv::artefact
