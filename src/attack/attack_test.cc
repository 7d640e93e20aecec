// SPDX-License-Identifier: Apache-2.0
#include "attack/attack.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/files.h"
#include "base/text.h"

namespace dcv::attack {
namespace {
namespace fs = std::filesystem;

const DataFiles& Data() {
  static const DataFiles data = DataFiles::Packed();
  return data;
}

const Version& Loaded(std::string_view name) {
  static const Version old = *Version::Load(Data(), "18.1");
  static const Version current = *Version::Load(Data(), kDefaultVersion);
  return name == "18.1" ? old : current;
}

std::string Id(const Technique* technique) {
  return technique == nullptr ? "none" : std::string(technique->id);
}

TEST(AttackTest, VersionsAreThereNewestFirst) {
  EXPECT_EQ(Versions(Data()), (std::vector<std::string>{"19.1", "18.1"}));
  EXPECT_EQ(kDefaultVersion, "19.1");
  const auto missing = Version::Load(Data(), "17.0");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().message, "no ATT&CK version 17.0");
  EXPECT_TRUE(missing.error().hint.starts_with("there are 19.1, 18.1;")) << missing.error().hint;
}

// The figures of the official releases.
TEST(AttackTest, ActiveTechniques) {
  for (const auto& [name, active] : {std::pair<const char*, size_t>{"18.1", 691}, {"19.1", 697}}) {
    const auto& techniques = Loaded(name).techniques();
    EXPECT_EQ(static_cast<size_t>(std::count_if(techniques.begin(), techniques.end(),
                                                [](const Technique& technique) {
                                                  return technique.status ==
                                                         TechniqueStatus::kActive;
                                                })),
              active)
        << name;
  }
}

TEST(AttackTest, Universes) {
  struct Row {
    std::vector<std::string_view> platforms;
    size_t old, current;
  };
  const Row rows[] = {{{"IaaS"}, 104, 104},
                      {{"SaaS"}, 67, 70},
                      {{"Identity Provider"}, 49, 48},
                      {{"Office Suite"}, 78, 78},
                      {{"Containers"}, 48, 48},
                      {CloudPlatforms(), 169, 170},
                      {{"Windows 3.1"}, 0, 0},
                      {{}, 0, 0}};
  for (const Row& row : rows) {
    const std::string name = row.platforms.empty() ? "" : std::string(row.platforms[0]);
    EXPECT_EQ(Loaded("18.1").Universe(row.platforms).size(), row.old) << name;
    EXPECT_EQ(Loaded("19.1").Universe(row.platforms).size(), row.current) << name;
  }
  const auto universe = Loaded("19.1").Universe(CloudPlatforms());
  for (size_t i = 1; i < universe.size(); ++i) EXPECT_LT(universe[i - 1]->id, universe[i]->id);
}

TEST(AttackTest, TacticsAreInMatrixOrder) {
  const auto order = [](std::string_view name) {
    std::string out;
    for (const Tactic& tactic : Loaded(name).tactics()) out += std::string(tactic.id) + " ";
    return out;
  };
  EXPECT_EQ(order("18.1"),
            "TA0043 TA0042 TA0001 TA0002 TA0003 TA0004 TA0005 TA0006 TA0007 TA0008 TA0009 TA0011 "
            "TA0010 TA0040 ");
  EXPECT_EQ(order("19.1"),
            "TA0043 TA0042 TA0001 TA0002 TA0003 TA0004 TA0005 TA0112 TA0006 TA0007 TA0008 TA0009 "
            "TA0011 TA0010 TA0040 ");
  EXPECT_EQ(Loaded("18.1").tactics()[6].name, "Defense Evasion");
  EXPECT_EQ(Loaded("19.1").tactics()[6].name, "Stealth");
  for (const char* name : {"18.1", "19.1"}) {
    for (const Technique& technique : Loaded(name).techniques()) {
      EXPECT_TRUE(std::is_sorted(technique.tactics.begin(), technique.tactics.end()));
      if (technique.status != TechniqueStatus::kActive) continue;
      EXPECT_FALSE(technique.tactics.empty()) << technique.id;
    }
  }
}

TEST(AttackTest, IdsAreTranslatedBetweenVersions) {
  struct Row {
    const char *version, *id, *translated;
  };
  for (const Row& row :
       {Row{"19.1", "T1562.008", "T1685.002"},  // revoked in 19.1
        Row{"18.1", "T1685.002", "T1562.008"},  // and back
        Row{"19.1", "T1562", "T1685"},
        Row{"18.1", "T1685", "T1562.001"},  // the primary of its predecessors
        Row{"19.1", "T1562.001", "T1685"}, Row{"19.1", "T1562.006", "T1685"},  // one way only
        Row{"18.1", "T1562.006", "T1562.006"}, Row{"19.1", "T1070.001", "T1685.005"},
        Row{"19.1", "T1089", "T1685"}, Row{"18.1", "T1089", "T1562.001"},
        Row{"18.1", "T1562", "T1562"}, Row{"19.1", "T1496", "T1496"},
        Row{"19.1", "T1073", "T1574.001"},  // a chain: T1574.002 is revoked too
        Row{"18.1", "T1150", "T1647"}, Row{"19.1", "T1043", "none"},  // deprecated
        Row{"19.1", "T9999", "none"}, Row{"18.1", "T1687.999", "none"}, Row{"19.1", "", "none"},
        Row{"19.1", "t1496", "none"}}) {
    EXPECT_EQ(Id(Loaded(row.version).Translate(row.id)), row.translated)
        << row.id << " in " << row.version;
  }
}

TEST(AttackTest, TranslationEndsAtAnActiveTechniqueAndStaysThere) {
  for (const char* from : {"18.1", "19.1"}) {
    for (const char* to : {"18.1", "19.1"}) {
      for (const Technique& technique : Loaded(from).techniques()) {
        const Technique* there = Loaded(to).Translate(technique.id);
        if (technique.status == TechniqueStatus::kRevoked) {
          EXPECT_NE(there, nullptr) << technique.id << " " << from << " to " << to;
        }
        if (there == nullptr) continue;
        EXPECT_EQ(there->status, TechniqueStatus::kActive) << technique.id;
        EXPECT_EQ(Loaded(to).Translate(there->id), there);
      }
    }
  }
}

TEST(AttackTest, FindKnowsEveryStatus) {
  const Version& version = Loaded("19.1");
  EXPECT_EQ(version.Find("T1496")->status, TechniqueStatus::kActive);
  EXPECT_EQ(version.Find("T1562")->status, TechniqueStatus::kRevoked);
  EXPECT_EQ(version.Find("T1562")->revoked_by, "T1685");
  EXPECT_EQ(version.Find("T1043")->status, TechniqueStatus::kDeprecated);
  EXPECT_EQ(version.Find("T1496.1"), nullptr);
  for (const Technique& technique : version.techniques()) {
    EXPECT_EQ(version.Find(technique.id), &technique);
  }
}

TEST(AttackTest, NamesLeadToTechniques) {
  struct Row {
    const char *version, *name, *id;
  };
  for (const Row& row :
       {Row{"19.1", "Resource Hijacking", "T1496"}, Row{"19.1", "resource hijacking", "T1496"},
        Row{"18.1", "Impair Defenses", "T1562"},
        Row{"19.1", "Impair Defenses", "T1685"},  // revoked; people go on writing it
        Row{"19.1", "Disable or Modify Cloud Logs", "T1685.002"},
        Row{"19.1", "Disable or Modify Cloud Log", "T1685.002"},
        Row{"19.1", "Domain Account", "none"},  // of T1087.002 and T1136.002
        Row{"19.1", "Commonly Used Port", "none"}, Row{"19.1", "Nothing", "none"},
        Row{"19.1", "", "none"}}) {
    EXPECT_EQ(Id(Loaded(row.version).FindByName(row.name)), row.id)
        << row.name << " in " << row.version;
  }
}

TEST(AttackTest, FullNameAndParent) {
  const Version& version = Loaded("19.1");
  EXPECT_EQ(version.FullName(*version.Find("T1496")), "Resource Hijacking");
  EXPECT_EQ(version.FullName(*version.Find("T1496.001")), "Resource Hijacking: Compute Hijacking");
  EXPECT_TRUE(version.Find("T1496.001")->On("IaaS"));
  EXPECT_FALSE(version.Find("T1496.001")->On("SaaS"));
  for (const Technique& technique : version.techniques()) {
    if (technique.status != TechniqueStatus::kActive) continue;
    const bool sub = technique.id.find('.') != technique.id.npos;
    EXPECT_EQ(technique.parent, sub ? technique.id.substr(0, 5) : "") << technique.id;
  }
}

TEST(AttackTest, UseAndLogSources) {
  EXPECT_TRUE(Loaded("19.1").Find("T1496")->groups.has_value());
  EXPECT_FALSE(Loaded("19.1").Find("T1562")->groups.has_value());
  const auto logs = Loaded("19.1").LogSources("T1496");
  ASSERT_FALSE(logs.empty());
  for (const LogSource& log : logs) {
    EXPECT_EQ(std::count(CloudPlatforms().begin(), CloudPlatforms().end(), log.platform), 1);
    EXPECT_FALSE(log.log_source.empty());
  }
  EXPECT_TRUE(Loaded("18.1").LogSources("T1496").empty());
  EXPECT_TRUE(Loaded("19.1").LogSources("T0000").empty());
}

// A version of the test's own: `techniques` are the rows under the header.
Result<Version> Made(const std::string& techniques) {
  const fs::path folder = fs::path(testing::TempDir()) / "dcv_attack_made";
  fs::remove_all(folder);
  fs::create_directories(folder / "attack/1.0");
  auto put = [&](const char* name, const std::string& text) {
    ASSERT_TRUE(WriteFile((folder / "attack/1.0" / name).string(), text).has_value());
  };
  put("tactics.tsv", "id\tshortname\tname\nTA0001\timpact\tImpact\n");
  put("techniques.tsv", "id\tname\ttactics\tplatforms\tparent\tstatus\trevoked_by\n" + techniques);
  static DataFiles data;
  data = *DataFiles::FromDirectory(folder.string());
  return Version::Load(data, "1.0");
}

TEST(AttackTest, SuccessorsInACircleLeadNowhere) {
  const auto version = Made(
      "T0001\tA\timpact\tIaaS\t\trevoked\tT0002\nT0002\tB\timpact\tIaaS\t\trevoked\tT0001\n"
      "T0003\tC\timpact\tIaaS\t\trevoked\tT0003\nT0004\tD\timpact\tIaaS\t\trevoked\t\n");
  ASSERT_TRUE(version.has_value()) << version.error().message;
  for (const char* id : {"T0001", "T0002", "T0003", "T0004"}) {
    EXPECT_EQ(Id(version->Translate(id)), "none") << id;
  }
}

TEST(AttackTest, BrokenTablesAreErrors) {
  struct Row {
    const char *techniques, *message;
  };
  for (const Row& row :
       {Row{"T0001\tA\tpersistence\tIaaS\t\tactive\t\n",
            "attack/1.0/techniques.tsv: T0001 names the tactic persistence, which this version "
            "does not have"},
        Row{"T0001\tA\timpact\tIaaS\t\tactive\t\nT0001\tB\timpact\tIaaS\t\tactive\t\n",
            "attack/1.0/techniques.tsv: T0001 is there twice"},
        Row{"T0001\tA\n", "attack/1.0/techniques.tsv:2: 2 cells where the header has 7"}}) {
    const auto version = Made(row.techniques);
    ASSERT_FALSE(version.has_value()) << row.techniques;
    EXPECT_EQ(version.error().message, row.message);
  }
}

TEST(AttackTest, VersionsSortByTheirParts) {
  const fs::path folder = fs::path(testing::TempDir()) / "dcv_attack_versions";
  fs::remove_all(folder);
  for (const char* name : {"9.0", "18.9", "18.10", "18.1", "19.0"}) {
    fs::create_directories(folder / "attack" / name);
    ASSERT_TRUE(WriteFile((folder / "attack" / name / "techniques.tsv").string(), "id\n"));
  }
  EXPECT_EQ(Versions(*DataFiles::FromDirectory(folder.string())),
            (std::vector<std::string>{"19.0", "18.10", "18.9", "18.1", "9.0"}));
}

}  // namespace
}  // namespace dcv::attack
