// SPDX-License-Identifier: Apache-2.0
#include "jobs/convert_failures.h"

#include <gtest/gtest.h>

namespace dcv::jobs {
namespace {

report::Conversion Refused(const char* file, const char* target, const char* code) {
  report::Conversion out;
  out.file = file;
  out.target = target;
  out.lowering = "impossible";
  out.notes = {{"C004", "left out before", ""}, {code, "why", "do this"}, {code, "and why", ""}};
  return out;
}

TEST(ConvertFailures, TellsOnceByTargetAndCode) {
  report::ConversionResult result;
  EXPECT_EQ(Failures(result, false), "");
  result.conversions = {Refused("a.yml", "sqlite", "C003"), Refused("a.yml", "duckdb", "C003"),
                        Refused("b.yml", "sqlite", "C003"), Refused("c.yml", "sqlite", "C001"),
                        Refused("d.yml", "sqlite", "C003")};
  EXPECT_EQ(Failures(result, false),
            "a.yml: sqlite: C003 why; do this (and 2 more rules)\n"
            "a.yml: duckdb: C003 why; do this\n"
            "c.yml: sqlite: C001 why; do this\n"
            "--verbose tells each, --json holds them all\n");
}

TEST(ConvertFailures, TellsEachWhenAsked) {
  report::ConversionResult result;
  result.conversions = {Refused("a.yml", "sqlite", "C003"), Refused("b.yml", "sqlite", "C003")};
  EXPECT_EQ(Failures(result, true),
            "a.yml: sqlite: C003 why; do this\na.yml: sqlite: C003 and why\n"
            "b.yml: sqlite: C003 why; do this\nb.yml: sqlite: C003 and why\n");
}

}  // namespace
}  // namespace dcv::jobs
