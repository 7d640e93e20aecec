// SPDX-License-Identifier: Apache-2.0
// The log sources of this repository, each held to its own sample event.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/data_files.h"
#include "base/text.h"
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
    EXPECT_TRUE(source.account.empty() || Leads(sample.value(), source.account)) << source.id;
  }
}

TEST_F(LogSourceDataTest, LogsOfAccountsSayWhose) {
  std::set<std::string> with;
  for (const Source& source : registry_->sources()) {
    if (!source.account.empty()) with.insert(source.id);
  }
  EXPECT_EQ(with,
            (std::set<std::string>{"aws_cloudtrail", "aws_guardduty", "aws_route53", "aws_vpcflow",
                                   "aws_waf", "azure_activitylogs", "gcp_audit", "gcp_vpcflow"}));
}

// Names on the way to a place: of a path, arrays and conditions left out; inside JSON in a text
// nothing is compared.
using Names = std::vector<std::string>;

Names NamesOf(const Path& path) {
  Names names;
  for (const Segment& segment : path) {
    if (segment.kind == Segment::Kind::kJson) break;
    if (segment.kind == Segment::Kind::kMember) names.push_back(segment.name);
  }
  return names;
}

bool Begins(const Names& names, const Names& with) {
  return with.size() <= names.size() && std::equal(with.begin(), with.end(), names.begin());
}

// Places of a source's fields, and of those that are objects as a whole.
struct Documented {
  std::set<Names> fields, objects;

  explicit Documented(const Source& source) {
    for (const Field& field : source.fields) {
      for (const Path& path : field.paths) {
        fields.insert(NamesOf(path));
        if (field.type == FieldType::kObject) objects.insert(NamesOf(path));
      }
    }
  }

  void Check(json::Value value, const Names& names, const std::string& id) const {
    const auto leads_here = [&](const Names& field) { return Begins(field, names); };
    const auto holds_this = [&](const Names& object) { return Begins(names, object); };
    if (value.Is(json::Type::kObject)) {
      for (const auto& [name, member] : value.members()) {
        Names below = names;
        below.emplace_back(name);
        Check(member, below, id);
      }
    } else if (value.Is(json::Type::kArray) && !value.IsEmptyArray()) {
      for (json::Value element : value.elements()) Check(element, names, id);
    } else if (value.Is(json::Type::kArray) || value.Is(json::Type::kNull)) {
      EXPECT_TRUE(std::any_of(fields.begin(), fields.end(), leads_here) ||
                  std::any_of(objects.begin(), objects.end(), holds_this))
          << id << " " << Join(names, " . ");
    } else {
      EXPECT_TRUE(fields.count(names) > 0 ||
                  std::any_of(objects.begin(), objects.end(), holds_this))
          << id << " " << Join(names, " . ");
    }
  }
};

TEST_F(LogSourceDataTest, ASampleHasDocumentedFieldsOnly) {
  for (const Source& source : registry_->sources()) {
    const TestJson sample(source.sample);
    Documented(source).Check(sample.value(), {}, source.id);
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

TEST_F(LogSourceDataTest, FieldsStandWhereTheEventHasThem) {
  struct Row {
    std::string source, field, event;
    std::vector<std::string> texts;
  };
  const std::vector<Row> rows = {
      {"windows_sysmon",
       "Version",
       R"({"Event":{"System":{"Version":3},"EventData":{"Version":"15.15"}}})",
       {"3", "15.15"}},
      {"linux_sysmon", "Version", R"({"Event":{"EventData":{"Version":"1.3.3"}}})", {"1.3.3"}},
      {"linux_auditd", "key", R"({"auditd":{"data":{"key":"a"},"log":{"key":"b"}}})", {"a", "b"}},
      {"linux_auditd",
       "res",
       R"({"auditd":{"result":"success","log":{"res":"1"}}})",
       {"success", "1"}},
  };
  for (const Row& row : rows) {
    const TestJson event(row.event);
    std::vector<std::string> texts;
    for (const Path& path : registry_->FindById(row.source)->Find(row.field)->paths) {
      Visit(event.value(), path, [&](json::Value value) {
        texts.push_back(Shown(value));
        return true;
      });
    }
    EXPECT_EQ(texts, row.texts) << row.source << " " << row.field;
  }
}

// An event that two sources could take is the one's whose rules and the other's both find it.
TEST_F(LogSourceDataTest, EventsOfTwoLogSources) {
  const auto recognised = [&](std::string_view text) {
    const TestJson event(text);
    const Source* source = registry_->Recognise(event.value());
    return source != nullptr ? source->id : "none";
  };
  const auto answers = [&](const Attributes& attributes, std::string_view id) {
    const auto matches = registry_->Find(attributes);
    return std::any_of(matches.begin(), matches.end(),
                       [&](const Registry::Match& match) { return match.source->id == id; });
  };
  EXPECT_EQ(
      recognised(R"({"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog",
                           "serviceName":"k8s.io","methodName":"io.k8s.core.v1.pods.exec.create",
                           "resourceName":"core/v1/namespaces/a/pods/b/exec"}})"),
      "kubernetes_audit");
  EXPECT_EQ(
      recognised(R"({"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog",
                           "serviceName":"container.googleapis.com","resourceName":"a",
                           "methodName":"google.container.v1.ClusterManager.CreateCluster"}})"),
      "gcp_audit");
  EXPECT_TRUE(answers({"gcp", "", "gcp.audit"}, "kubernetes_audit"));
  EXPECT_TRUE(answers({"gcp", "", "gcp.audit"}, "gcp_audit"));
  EXPECT_EQ(
      recognised(R"({"Workload":"AzureActiveDirectory","RecordType":8,"Operation":"Add user."})"),
      "m365_audit");
  EXPECT_TRUE(answers({"azure", "", "auditlogs"}, "m365_audit"));
  // Flattened, the log that was cleared stands where the event's own log stands elsewhere.
  EXPECT_EQ(recognised(R"({"EventID":104,"Provider_Name":"Microsoft-Windows-Eventlog",
                           "Channel":"Security"})"),
            "windows_eventlog");
  EXPECT_EQ(recognised(R"({"EventID":1102,"Provider_Name":"Microsoft-Windows-Eventlog",
                           "Channel":"Security"})"),
            "windows_security");
  for (const Registry::Match& match : registry_->Find({"windows", "", "system"})) {
    ASSERT_EQ(match.line->when.size(), 2u);
    EXPECT_EQ(match.line->when[1].fields[0].second, std::vector<std::string>{"104"});
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
