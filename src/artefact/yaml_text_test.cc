// SPDX-License-Identifier: Apache-2.0
// What is written is read back by our own parser of YAML.
#include "artefact/yaml_text.h"

#include <gtest/gtest.h>

#include "base/yaml.h"

namespace dcv::artefact {
namespace {

std::string ReadBack(const std::string& text) {
  const auto documents = yaml::Parse(text, "test");
  if (!documents.has_value()) return "error: " + documents.error().message;
  return std::string(documents->front().Text("k"));
}

const std::vector<std::string>& Texts() {
  static const std::vector<std::string> texts = {
      "plain",
      "",
      "a: b # c",
      "two\nlines",
      "two\n\nlines\n  indented",
      " leading blank",
      "\tleading tab",
      "\nleading break",
      "trailing break\n",
      "trailing blank \nnext",
      "--- not a document\n... nor its end",
      "quote \" back \\ slash \\n",
      "tab\tinside\nand\tbelow",
      "return\rinside",
      "bell\x07 and delete\x7F",
      "next line \xC2\x85 and separator \xE2\x80\xA8 and mark \xEF\xBB\xBF.",
      "Gr\xC3\xBC\xC3\x9F"
      "e \xF0\x9F\x98\x80",
      "%TAG\n- item\n? key",
  };
  return texts;
}

TEST(YamlText, StringsComeBack) {
  for (const std::string& text : Texts()) {
    EXPECT_EQ(ReadBack("k: " + YamlString(text) + "\n"), text);
  }
}

TEST(YamlText, BlocksComeBack) {
  for (const std::string& text : Texts()) {
    EXPECT_EQ(ReadBack(YamlBlock("k", text) + "after: x\n"), text);
  }
  EXPECT_EQ(YamlBlock("k", "a\n\nb"), "k: |-\n  a\n\n  b\n");
}

TEST(YamlText, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(ReadBack(YamlBlock("k",
                               "a\xFF"
                               "b")),
            "a\xEF\xBF\xBD"
            "b");
}

}  // namespace
}  // namespace dcv::artefact
