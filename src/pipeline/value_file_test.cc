// SPDX-License-Identifier: Apache-2.0
#include "pipeline/value_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"
#include "pipeline/test_tools.h"

namespace dcv::pipeline {
namespace {

namespace fs = std::filesystem;

class ValueFileTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(root_);
    fs::create_directories(root_ / "in");
    Write("in/v.txt", "one\n\n  two  \r\nx3\n");
    Write("in/v.csv", "name,score\nalice,\"1,0\"\nbob,2\n");
    Write("in/v.json", R"({"a": {"b": ["x", "y"]}})");
    Write("out.txt", "secret\n");
    fs::create_symlink(root_ / "out.txt", root_ / "in/link.txt");
  }
  void TearDown() override { fs::remove_all(root_); }

  void Write(const std::string& name, std::string_view text) {
    EXPECT_TRUE(WriteFile((root_ / name).string(), text));
  }

  std::string Expand(const std::string& parameters) {
    Options options;
    options.files = (root_ / "in").string();
    return RunRule("- {type: file_placeholders, " + parameters + "}",
                   Rule("  s:\n    f|expand: '%x%'\n  condition: s\n"), options)
        .shown;
  }

  fs::path root_ = fs::path(testing::TempDir()) / "dcv_ValueFileTest";
};

TEST_F(ValueFileTest, Formats) {
  EXPECT_EQ(Expand("path: v.txt"), "f=one,two,x3");
  EXPECT_EQ(Expand("path: v.txt, filter: '[a-z]+$'"), "f=one,two");
  EXPECT_EQ(Expand("path: v.csv, format: csv, csv_column: score"), "f=1,0,2");
  EXPECT_EQ(Expand("path: v.csv, format: csv, csv_column: 0, csv_has_header: false"),
            "f=name,alice,bob");
  EXPECT_EQ(Expand("path: v.json, format: json, jq_expression: '.a.b[]'"), "f=x,y");
  EXPECT_EQ(Expand("path: " + (root_ / "in/v.txt").string()), "f=one,two,x3");
}

TEST_F(ValueFileTest, OnlyBelowTheFolder) {
  EXPECT_EQ(Expand("path: ../out.txt"), "P224");
  EXPECT_EQ(Expand("path: link.txt"), "P224");
  EXPECT_EQ(Expand("path: /etc/passwd"), "P224");
  EXPECT_EQ(Expand("path: none.txt"), "P224");
  EXPECT_EQ(Expand("path: ."), "P224");
}

TEST_F(ValueFileTest, WhatTheFileDoesNotHave) {
  EXPECT_EQ(Expand("path: v.csv, format: csv, csv_column: none"), "P224");
  EXPECT_EQ(Expand("path: v.json, format: json, jq_expression: .a"), "P224");
  EXPECT_EQ(Expand("path: v.json, format: json, jq_expression: .c"), "P224");
  EXPECT_EQ(Expand("path: v.txt, filter: zzz"), "P223");
}

TEST(JqPathTest, PathsAlone) {
  using Path = std::vector<std::string>;
  EXPECT_EQ(JqPath(".a.b[]"), (Path{"a", "b", "[]"}));
  EXPECT_EQ(JqPath(".[]"), Path{"[]"});
  EXPECT_EQ(JqPath(".a[].b"), (Path{"a", "[]", "b"}));
  EXPECT_FALSE(JqPath(".a | length"));
  EXPECT_FALSE(JqPath("a"));
  EXPECT_FALSE(JqPath(".a[0]"));
}

}  // namespace
}  // namespace dcv::pipeline
