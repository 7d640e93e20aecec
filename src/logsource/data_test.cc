// SPDX-License-Identifier: Apache-2.0
// The log sources of this repository, each held to its own sample event.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/data_files.h"
#include "logsource/logsource.h"
#include "logsource/recognise.h"
#include "logsource/test_json.h"

namespace dcv::logsource {
namespace {

class LogSourceDataTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto data = DataFiles::FromDirectory(DCV_SOURCE_DIR "/data");
    ASSERT_TRUE(data.has_value());
    auto registry = Registry::Load(*data);
    ASSERT_TRUE(registry.has_value()) << registry.error().message;
    registry_ = new Registry(*std::move(registry));
  }
  static void TearDownTestSuite() { delete registry_; }
  void SetUp() override { ASSERT_NE(registry_, nullptr); }

  static bool Leads(json::Value event, const std::vector<Path>& paths) {
    bool found = false;
    for (const Path& path : paths) {
      Visit(event, path, [&](json::Value) {
        found = true;
        return false;
      });
    }
    return found;
  }

  static inline Registry* registry_ = nullptr;
};

TEST_F(LogSourceDataTest, ASampleIsRecognisedByItsOwnSourceAlone) {
  for (const Source& source : registry_->sources()) {
    const TestJson sample(source.sample);
    EXPECT_TRUE(sample.value().Is(json::Type::kObject)) << source.id;
    for (const Source& other : registry_->sources()) {
      const bool recognised = Recogniser({other}).Recognise(sample.value()).has_value();
      EXPECT_EQ(recognised, &other == &source) << source.id << " by " << other.id;
    }
    EXPECT_EQ(registry_->Recognise(sample.value()), &source) << source.id;
  }
}

TEST_F(LogSourceDataTest, ASampleHasItsTimeAndItsDiscriminator) {
  for (const Source& source : registry_->sources()) {
    const TestJson sample(source.sample);
    EXPECT_TRUE(Leads(sample.value(), source.timestamp)) << source.id;
    EXPECT_TRUE(Leads(sample.value(), source.discriminator)) << source.id;
  }
}

TEST_F(LogSourceDataTest, PathsReadBack) {
  for (const Source& source : registry_->sources()) {
    for (const Field& field : source.fields) {
      for (const Path& path : field.paths) {
        const auto again = ParsePath(ToText(path));
        ASSERT_TRUE(again.has_value()) << source.id << " " << ToText(path);
        EXPECT_EQ(*again, path) << source.id << " " << ToText(path);
      }
    }
  }
}

TEST_F(LogSourceDataTest, EveryNameAndSpellingResolves) {
  for (const Source& source : registry_->sources()) {
    const std::vector<Registry::Match> matches = {{&source, &source.sigma[0]}};
    for (const Field& field : source.fields) {
      std::vector<std::string> names = field.spellings;
      names.push_back(field.name);
      for (const std::string& name : names) {
        const Resolved resolved = registry_->Resolve(matches, name);
        EXPECT_EQ(resolved.how == Resolved::How::kField, !field.paths.empty())
            << source.id << " " << name;
        EXPECT_EQ(resolved.paths, field.paths) << source.id << " " << name;
        if (field.paths.empty()) {
          EXPECT_EQ(resolved.how, Resolved::How::kAbsent) << source.id << " " << name;
          EXPECT_NE(field.note, "") << source.id << " " << name << ": say why there is none";
        }
      }
    }
  }
}

TEST_F(LogSourceDataTest, EveryLineFindsItsSource) {
  for (const Source& source : registry_->sources()) {
    for (const SigmaLine& line : source.sigma) {
      const auto matches = registry_->Find(line.attributes);
      EXPECT_TRUE(std::any_of(matches.begin(), matches.end(), [&](const Registry::Match& match) {
        return match.line == &line;
      })) << source.id;
    }
  }
}

// A sample wrapped as its own source says is found again.
TEST_F(LogSourceDataTest, SamplesAreFoundInTheirEnvelopes) {
  for (const Source& source : registry_->sources()) {
    for (const Path& envelope : source.envelopes) {
      std::string text = source.sample;
      for (auto segment = envelope.rbegin(); segment != envelope.rend(); ++segment) {
        switch (segment->kind) {
          case Segment::Kind::kMember: text = "{" + Quoted(segment->name) + ":" + text + "}"; break;
          case Segment::Kind::kElements: text = "[" + text + "]"; break;
          case Segment::Kind::kJson: {
            std::replace(text.begin(), text.end(), '\n', ' ');
            text = Quoted(text);
            break;
          }
          case Segment::Kind::kWhere: FAIL() << source.id << ": " << ToText(envelope);
        }
      }
      const TestJson document(text);
      std::vector<std::string> found;
      Unwrap(*registry_, document.value(), [&](json::Value, const Source* by) {
        found.push_back(by != nullptr ? by->id : "none");
      });
      EXPECT_EQ(found, std::vector<std::string>{source.id}) << ToText(envelope);
    }
  }
}

}  // namespace
}  // namespace dcv::logsource
