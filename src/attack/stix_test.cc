// SPDX-License-Identifier: Apache-2.0
// The bundles here are made from small tables: no official one is in the repository. Each pitfall
// of the format that official releases show has its case.
#include "attack/stix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/tsv.h"

namespace dcv::attack {
namespace {

// One object. `id` goes after "type--"; `external` is its mitre-attack id; `extra` is JSON members
// with a leading comma. An empty name or external id leaves the member out.
struct Made {
  std::string type, id, external, name, extra;
};

std::string Text(const Made& made, bool stix_2_1) {
  std::string out =
      R"({"type": ")" + made.type + R"(", "id": ")" + made.type + "--" + made.id + '"';
  if (stix_2_1) out += R"(, "spec_version": "2.1")";
  if (!made.name.empty()) out += R"(, "name": ")" + made.name + '"';
  // CAPEC stands first, as in official objects.
  if (!made.external.empty()) {
    out += R"(, "external_references": [{"source_name": "capec", "external_id": "CAPEC-1"},)"
           R"({"source_name": "mitre-attack", "external_id": ")" +
           made.external + R"("}])";
  }
  if (made.extra.find("\"modified\"") == std::string::npos) {
    out += R"(, "modified": "2025-01-01T00:00:00.000Z")";
  }
  return out + made.extra + "}";
}

std::string Bundle(const std::vector<Made>& objects, bool stix_2_1 = true) {
  std::string out = R"({"type": "bundle", "id": "bundle--1", )";
  if (!stix_2_1) out += R"("spec_version": "2.0", )";
  out += R"("objects": [)";
  for (size_t i = 0; i < objects.size(); ++i) {
    out += (i > 0 ? ",\n" : "\n") + Text(objects[i], stix_2_1);
  }
  return out + "]}";
}

Result<StixImport> Import(std::string text, std::string_view version = "") {
  const size_t size = text.size();
  text.resize(size + json::Parser::kPadding);
  return ImportStix(std::string_view(text).substr(0, size), version);
}

Made Collection(std::string version = "18.1", std::string name = "Enterprise ATT&CK") {
  return {"x-mitre-collection", "c" + name, "", name, R"(, "x_mitre_version": ")" + version + '"'};
}
Made Relation(std::string kind, std::string from, std::string to, std::string extra = "") {
  return {"relationship", kind + from + to, "", "",
          R"(, "relationship_type": ")" + kind + R"(", "source_ref": ")" + from +
              R"(", "target_ref": ")" + to + '"' + extra};
}
Made Tactic(std::string id, std::string shortname, std::string name) {
  return {"x-mitre-tactic", shortname, id, name, R"(, "x_mitre_shortname": ")" + shortname + '"'};
}
// The STIX id of a technique here is "attack-pattern--" and its T-number.
Made Technique(std::string id, std::string name, std::string extra = "",
               std::string tactic = "impact") {
  return {"attack-pattern", id, id, name,
          R"(, "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": ")" +
              tactic + R"("}], "x_mitre_platforms": ["IaaS"])" + extra};
}
std::string Ref(std::string id) {
  return "attack-pattern--" + id;
}
const char* const kRevoked = R"(, "revoked": true)";
const char* const kDeprecated = R"(, "x_mitre_deprecated": true)";
const char* const kSub = R"(, "x_mitre_is_subtechnique": true)";

std::vector<Made> Frame() {
  return {Collection(),
          Tactic("TA0040", "impact", "Impact"),
          Tactic("TA0001", "initial-access", "Initial Access"),
          {"x-mitre-matrix", "m", "enterprise-attack", "Enterprise ATT&CK",
           R"(, "tactic_refs": ["x-mitre-tactic--initial-access", "x-mitre-tactic--impact"])"}};
}

// The frame plus `objects`; fails the test when the import does.
StixImport With(const std::vector<Made>& objects) {
  std::vector<Made> all = Frame();
  all.insert(all.end(), objects.begin(), objects.end());
  auto result = Import(Bundle(all));
  if (result) return *std::move(result);
  ADD_FAILURE() << result.error().message;
  return {};
}

// Code, count and place of each: "A002 x1 attack-pattern--T1002".
std::vector<std::string> Codes(const StixImport& import) {
  std::vector<std::string> out;
  for (const Diagnostic& d : import.diagnostics.Sorted()) {
    if (d.code != "A008") out.push_back(d.code + " x" + std::to_string(d.count) + ' ' + d.place);
  }
  return out;
}
using List = std::vector<std::string>;

// A column of a table, one entry a row.
List Column(const StixImport& import, const std::string& file, std::string_view column) {
  const auto table = Tsv::Parse(import.files.at(file), file, {column});
  List out;
  if (!table) ADD_FAILURE() << table.error().message;
  for (size_t row = 0; table && row < table->rows(); ++row) out.emplace_back(table->cell(row, 0));
  return out;
}
List Techniques(const StixImport& import, std::string_view column) {
  return Column(import, "techniques.tsv", column);
}

// A release in small: every kind of object the importer reads and some it does not.
std::vector<Made> Release() {
  std::vector<Made> all = Frame();
  const std::vector<Made> more = {
      Technique("T1496", "Resource Hijacking"),
      Technique("T1496.001", "Compute Hijacking", kSub),
      Technique("T1078", "Valid Accounts", R"(, "revoked": false, "x_mitre_deprecated": false)",
                "initial-access"),
      Technique("T1108", "Old", kRevoked),
      Technique("T1043", "Common Port", kDeprecated),
      Relation("subtechnique-of", Ref("T1496.001"), Ref("T1496")),
      Relation("revoked-by", Ref("T1108"), Ref("T1078")),
      {"intrusion-set", "g1", "G0001", "G", ""},
      {"malware", "s1", "S0001", "S", ""},
      {"tool", "s2", "S0002", "S", ""},
      {"campaign", "c1", "C0001", "C", ""},
      {"course-of-action", "m1", "T1496", "Resource Hijacking Mitigation", kDeprecated},
      {"identity", "i1", "", "The MITRE Corporation", ""},
      Relation("uses", "intrusion-set--g1", Ref("T1496")),
      Relation("uses", "malware--s1", Ref("T1496")),
      Relation("uses", "tool--s2", Ref("T1496")),
      Relation("uses", "campaign--c1", Ref("T1496.001")),
      Relation("uses", "intrusion-set--g1", "malware--s1"),
      Relation("mitigates", "course-of-action--m1", Ref("T1496")),
      {"x-mitre-detection-strategy", "d1", "DET0001", "D",
       R"(, "x_mitre_analytic_refs": ["x-mitre-analytic--a1", "x-mitre-analytic--a2"])"},
      Relation("detects", "x-mitre-detection-strategy--d1", Ref("T1496")),
      {"x-mitre-analytic", "a1", "AN0001", "A",
       R"(, "x_mitre_platforms": ["IaaS"], "x_mitre_log_source_references": [)"
       R"({"name": "gcp:audit", "channel": "None"},)"
       R"({"name": "AWS:CloudTrail", "channel": "Run"}])"},
      {"x-mitre-analytic", "a2", "AN0002", "A",
       R"(, "x_mitre_platforms": ["Linux"], "x_mitre_log_source_references": [)"
       R"({"name": "auditd:SYSCALL", "channel": "execve"}])"}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

void ExpectRelease(const StixImport& import) {
  EXPECT_EQ(import.files.at("techniques.tsv"),
            "id\tname\ttactics\tplatforms\tparent\tstatus\trevoked_by\n"
            "T1043\tCommon Port\timpact\tIaaS\t\tdeprecated\t\n"
            "T1078\tValid Accounts\tinitial-access\tIaaS\t\tactive\t\n"
            "T1108\tOld\timpact\tIaaS\t\trevoked\tT1078\n"
            "T1496\tResource Hijacking\timpact\tIaaS\t\tactive\t\n"
            "T1496.001\tCompute Hijacking\timpact\tIaaS\tT1496\tactive\t\n");
  EXPECT_EQ(
      import.files.at("tactics.tsv"),
      "id\tshortname\tname\nTA0001\tinitial-access\tInitial Access\nTA0040\timpact\tImpact\n");
  EXPECT_EQ(import.files.at("usage.tsv"),
            "technique\tgroups\tsoftware\tcampaigns\n"
            "T1078\t0\t0\t0\nT1496\t1\t2\t0\nT1496.001\t0\t0\t1\n");
  EXPECT_EQ(import.files.at("log_sources.tsv"),
            "technique\tplatform\tlog_source\tchannel\n"
            "T1496\tIaaS\tAWS:CloudTrail\tRun\nT1496\tIaaS\tgcp:audit\t\n");
  EXPECT_EQ(import.files.size(), 4u);
  EXPECT_EQ(import.techniques, 5u);
  EXPECT_EQ(import.active, 3u);
  EXPECT_EQ(import.revoked, 1u);
  EXPECT_EQ(import.deprecated, 1u);
  EXPECT_TRUE(import.diagnostics.empty());
}

TEST(StixTest, ReadsARelease) {
  const auto import = Import(Bundle(Release()));
  ASSERT_TRUE(import) << import.error().message;
  EXPECT_EQ(import->version, "18.1");
  ExpectRelease(*import);
}

TEST(StixTest, OrderOfObjectsDoesNotMatter) {
  std::vector<Made> objects = Release();
  std::reverse(objects.begin(), objects.end());
  const auto import = Import(Bundle(objects));
  ASSERT_TRUE(import) << import.error().message;
  ExpectRelease(*import);
}

TEST(StixTest, Stix20NeedsToBeToldItsVersion) {
  std::vector<Made> objects = Release();
  objects.erase(objects.begin());  // no collection in 2.0
  const std::string text = Bundle(objects, false);
  const auto refused = Import(text);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidInput);
  EXPECT_NE(refused.error().hint.find("--as"), std::string::npos);
  const auto import = Import(text, "16.1");
  ASSERT_TRUE(import) << import.error().message;
  EXPECT_EQ(import->version, "16.1");
  ExpectRelease(*import);
}

TEST(StixTest, VersionIsCheckedAndComparedByParts) {
  // It becomes a folder name.
  for (const char* bad : {"../18", "v18", "18.", "1.2.3.4", "12345", "18 "}) {
    EXPECT_FALSE(Import(Bundle(Release()), bad)) << bad;
  }
  std::vector<Made> objects = Release();
  objects[0] = Collection("../../etc");
  EXPECT_FALSE(Import(Bundle(objects)));
  objects[0] = Collection("18.9");
  objects.push_back(Collection("18.10", "Enterprise ATT&CK again"));
  objects.push_back(Collection("99.0", "Mobile ATT&CK"));
  std::swap(objects.front(), objects.back());  // the other domain's comes first
  const auto import = Import(Bundle(objects));
  ASSERT_TRUE(import);
  EXPECT_EQ(import->version, "18.10");
  EXPECT_TRUE(Import(Bundle(Release()), "18.1.0")->diagnostics.empty());
  EXPECT_EQ(Codes(*Import(Bundle(Release()), "18.10")),
            List{"A010 x1 x-mitre-collection--cEnterprise ATT&CK"});
}

TEST(StixTest, WarnsOfALaterSpecification) {
  const std::string spec = R"(, "x_mitre_attack_spec_version": ")";
  EXPECT_TRUE(Codes(With({Technique("T1001", "N", spec + "3.10.0\"")})).empty());
  EXPECT_EQ(Codes(With({Technique("T1001", "N", spec + "4.0.0\""),
                        Technique("T1002", "N", spec + "4.0.0\""),
                        Technique("T1003", "N", spec + "10.0\"")})),
            (List{"A007 x1 attack-pattern--T1003", "A007 x2 attack-pattern--T1001"}));
}

TEST(StixTest, OnlyTrueIsTrue) {
  const StixImport import = With(
      {Technique("T1001", "N"), Technique("T1002", "N", R"(, "revoked": null)"),
       Technique("T1003", "N", R"(, "revoked": "true")"), Technique("T1004", "N", kDeprecated)});
  EXPECT_EQ(Techniques(import, "status"), (List{"active", "active", "active", "deprecated"}));
}

TEST(StixTest, RevocationsKeepTheDirectSuccessor) {
  const StixImport import =
      With({Technique("T1073", "N", kRevoked),
            Technique("T1100", "N", kRevoked),
            Technique("T1574.002", "N", kRevoked),
            Technique("T1574.001", "N"),
            Technique("T1574", "N"),
            Relation("revoked-by", Ref("T1073"), Ref("T1574.002")),
            Relation("revoked-by", Ref("T1574.002"), Ref("T1574.001")),
            Relation("revoked-by", Ref("T1100"), Ref("T1574.001")),
            // The relationship modified last counts, wherever it stands; a withdrawn one does not.
            Relation("revoked-by", Ref("T1100"), Ref("T1574"), R"(, "modified": "2020-01-01")"),
            Relation("revoked-by", Ref("T1073"), Ref("T1574"), kRevoked),
            Technique("T1101", "N", kRevoked),
            Relation("revoked-by", Ref("T1101"), Ref("T1574")),
            Relation("revoked-by", Ref("T1101"), Ref("T1574.001")),
            // Ends of two types, and a successor of something active: neither is for us.
            {"malware", "s1", "S0001", "S", kRevoked},
            {"tool", "s2", "S0002", "S", ""},
            Relation("revoked-by", "malware--s1", "tool--s2"),
            Relation("revoked-by", Ref("T1574"), Ref("T1574.001"))});
  EXPECT_EQ(Techniques(import, "id"),
            (List{"T1073", "T1100", "T1101", "T1574", "T1574.001", "T1574.002"}));
  EXPECT_EQ(Techniques(import, "revoked_by"),
            (List{"T1574.002", "T1574.001", "T1574.001", "", "", "T1574.001"}));
  EXPECT_TRUE(Codes(import).empty());
}

TEST(StixTest, RevocationsThatLeadNowhere) {
  std::vector<Made> objects = {Technique("T1001", "self", kRevoked),
                               Relation("revoked-by", Ref("T1001"), Ref("T1001")),
                               Technique("T1002", "a cycle", kRevoked),
                               Relation("revoked-by", Ref("T1002"), Ref("T1003")),
                               Technique("T1003", "of two", kRevoked),
                               Relation("revoked-by", Ref("T1003"), Ref("T1002")),
                               Technique("T1004", "nothing", kRevoked),
                               Technique("T1005", "gone", kRevoked),
                               Relation("revoked-by", Ref("T1005"), Ref("T9999")),
                               Technique("T1006", "another type", kRevoked),
                               {"tool", "s2", "S0002", "S", ""},
                               Relation("revoked-by", Ref("T1006"), "tool--s2"),
                               Technique("T1007", "dead end", kRevoked),
                               Technique("T1008", "N", kDeprecated),
                               Relation("revoked-by", Ref("T1007"), Ref("T1008"))};
  // A chain of nine steps T1101 -> ... -> T1110: its first is one step too far.
  for (int i = 1101; i < 1110; ++i) {
    const std::string id = "T" + std::to_string(i);
    objects.push_back(Technique(id, "chain", kRevoked));
    objects.push_back(Relation("revoked-by", Ref(id), Ref("T" + std::to_string(i + 1))));
  }
  objects.push_back(Technique("T1110", "end"));
  const StixImport import = With(objects);
  const List successors = Techniques(import, "revoked_by");
  ASSERT_EQ(successors.size(), 18u);
  EXPECT_EQ(std::count(successors.begin(), successors.begin() + 9, ""), 9);
  EXPECT_EQ(successors[9], "T1103");
  List codes = Codes(import);
  EXPECT_EQ(codes.size(), 9u);
  EXPECT_EQ(codes.back().substr(0, 7), "A006 x1");
  codes.pop_back();
  for (const std::string& code : codes) EXPECT_EQ(code.substr(0, 7), "A002 x1") << code;
}

TEST(StixTest, TechniqueIdsComeFromTechniquesAndMitreOnly) {
  const std::string other = R"(, "external_references": [{"source_name": "mitre-mobile-attack",)"
                            R"( "external_id": "T1005"}, {"source_name": "x", "external_id": 7}])";
  const StixImport import = With({Technique("T1001", "Kept"),
                                  {"course-of-action", "m", "T1002", "Mitigation", ""},
                                  {"attack-pattern", "none", "", "No reference", ""},
                                  {"attack-pattern", "other", "", "Another list", other},
                                  {"attack-pattern", "lower", "t1003", "Lower case", ""},
                                  {"attack-pattern", "form", "T100", "Short", ""},
                                  {"attack-pattern", "path", "T1003.0/1", "Form", ""},
                                  {"attack-pattern", "name", "T1004", "", ""},
                                  {"attack-pattern", "blank", "T1005", " \\t", ""}});
  EXPECT_EQ(Techniques(import, "id"), List{"T1001"});
  EXPECT_EQ(Codes(import), List{"A001 x7 attack-pattern--none"});
}

TEST(StixTest, MalformedObjectsAreSkipped) {
  std::string text = Bundle(Release());
  text.insert(text.find("[\n") + 1, R"(7, null, "x", [], {}, {"id": "a--1"}, {"type": 5},)");
  const auto import = Import(text);
  ASSERT_TRUE(import) << import.error().message;
  EXPECT_EQ(Codes(*import), List{"A001 x7 /objects/0"});
  EXPECT_EQ(import->techniques, 5u);
}

TEST(StixTest, ParentOfASubTechnique) {
  const StixImport import = With(
      {Technique("T1001", "top"), Technique("T1002", "top"),
       Technique("T1001.001", "by relationship", kSub),
       Relation("subtechnique-of", Ref("T1001.001"), Ref("T1001")),
       Technique("T1001.002", "by the form of its id"), Technique("T1001.003", "to nowhere", kSub),
       Relation("subtechnique-of", Ref("T1001.003"), Ref("T9999")),
       Technique("T1001.004", "disagrees", kSub),
       Relation("subtechnique-of", Ref("T1001.004"), Ref("T1002")),
       Technique("T1001.005", "withdrawn and inactive", std::string(kSub) + kDeprecated),
       Relation("subtechnique-of", Ref("T1001.005"), Ref("T1002"), kDeprecated),
       Technique("T1003.001", "orphan", kSub), Technique("T1004", "flagged", kSub),
       Relation("subtechnique-of", Ref("T1004"), Ref("T1001")),
       Technique("T1005", "flagged orphan", kSub), Technique("T1006", "its own child", kSub),
       Relation("subtechnique-of", Ref("T1006"), Ref("T1006"))});
  EXPECT_EQ(Techniques(import, "parent"),
            (List{"", "T1001", "T1001", "T1001", "T1001", "T1001", "", "", "T1001", "", ""}));
  EXPECT_EQ(Codes(import),
            (List{"A003 x1 attack-pattern--T1001.004", "A003 x1 attack-pattern--T1003.001",
                  "A003 x1 attack-pattern--T1005", "A003 x1 attack-pattern--T1006",
                  "A003 x1 attack-pattern--T1006",
                  "A006 x1 relationship--subtechnique-of" + Ref("T1001.003") + Ref("T9999")}));
}

TEST(StixTest, TacticsFollowTheMatrixAndTheMitreChain) {
  const StixImport import = With(
      {{"attack-pattern", "1", "T1001", "N",
        R"(, "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "impact"},)"
        R"({"kill_chain_name": "mitre-mobile-attack", "phase_name": "initial-access"},)"
        R"({"kill_chain_name": "mitre-attack", "phase_name": "impact"}])"},
       {"attack-pattern", "2", "T1002", "N",
        R"(, "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "impact"},)"
        R"({"kill_chain_name": "mitre-attack", "phase_name": "defense-evasion"},)"
        R"({"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}])"},
       {"attack-pattern", "3", "T1003", "N", ""},
       {"attack-pattern", "4", "T1004", "N", R"(, "kill_chain_phases": 5)"}});
  EXPECT_EQ(Techniques(import, "tactics"), (List{"impact", "initial-access,impact", "", ""}));
  EXPECT_EQ(Codes(import), List{"A004 x1 attack-pattern--2"});
}

TEST(StixTest, TheMatrixInForceCounts) {
  const std::string refs = R"(, "tactic_refs": ["x-mitre-tactic--)";
  const StixImport import =
      With({Technique("T1001", "N"),
            {"x-mitre-matrix", "old", "enterprise-attack", "M",
             R"(, "modified": "2018-07-25")" + refs + "impact\"]"},
            {"x-mitre-matrix", "revoked", "enterprise-attack", "M",
             R"(, "modified": "2030-01-01", "revoked": true)" + refs + "impact\"]"},
            {"x-mitre-matrix", "unnamed", "", "M", R"(, "modified": "2030-01-01")" + refs + "x\"]"},
            {"x-mitre-matrix", "ics", "ics-attack", "M",
             R"(, "x_mitre_domains": ["ics-attack"])" + refs + "x\"]"}});
  EXPECT_EQ(Column(import, "tactics.tsv", "id"), (List{"TA0001", "TA0040"}));
  EXPECT_EQ(Codes(import), List{"A009 x1 x-mitre-matrix--ics"});
}

TEST(StixTest, DamagedMatrix) {
  // A real matrix of 2022 has an empty list of domains.
  const std::string refs = R"(, "x_mitre_domains": [], "tactic_refs": ["x-mitre-tactic--none", 5,)"
                           R"("x-mitre-tactic--impact", "x-mitre-tactic--impact",)"
                           R"("x-mitre-tactic--bad,name", "attack-pattern--T1001"])";
  const auto import = Import(Bundle({Collection(),
                                     Technique("T1001", "N"),
                                     Tactic("TA0040", "impact", "Impact"),
                                     Tactic("TA0041", "bad,name", "N"),
                                     {"x-mitre-matrix", "m", "enterprise-attack", "M", refs}}));
  ASSERT_TRUE(import) << import.error().message;
  EXPECT_EQ(Column(*import, "tactics.tsv", "shortname"), List{"impact"});
  EXPECT_EQ(Codes(*import), (List{"A001 x2 x-mitre-tactic--bad,name",
                                  "A005 x1 x-mitre-tactic--impact", "A006 x2 x-mitre-matrix--m"}));
}

TEST(StixTest, OtherDomainsAreSkipped) {
  const StixImport import = With(
      {Technique("T1001", "N", R"(, "x_mitre_domains": ["mobile-attack", "enterprise-attack"])"),
       Technique("T1002", "N", R"(, "x_mitre_domains": ["mobile-attack"])"),
       {"attack-pattern", "3", "T1003", "N",
        R"(, "kill_chain_phases": [{"kill_chain_name": "mitre-mobile-attack",)"
        R"( "phase_name": "impact"}])"}});
  EXPECT_EQ(Techniques(import, "id"), List{"T1001"});
  EXPECT_EQ(Codes(import), List{"A009 x2 attack-pattern--T1002"});
}

TEST(StixTest, RepeatedObjectsKeepTheLatest) {
  const auto at = [](const std::string& time) { return R"(, "modified": ")" + time + '"'; };
  const StixImport import =
      With({Technique("T1001", "second", at("2025-01-01T00:00:30.5Z")),
            Technique("T1001", "first", at("2025-01-01T00:00:30Z")),
            Technique("T1001", "third", at("2025-01-01T00:00:30.50001Z")),
            {"intrusion-set", "g", "G0001", "G", ""},
            Relation("uses", "intrusion-set--g", Ref("T1001"), kRevoked + at("2026-01-01")),
            Relation("uses", "intrusion-set--g", Ref("T1001"), at("2025-01-01")),
            // Two objects with one number: the active one, however old.
            {"attack-pattern", "b", "T1002", "withdrawn", kRevoked + at("2026-01-01")},
            {"attack-pattern", "z", "T1002", "in force", at("2020-01-01")},
            {"attack-pattern", "c", "T1002", "older", at("2019-01-01")}});
  EXPECT_EQ(Techniques(import, "name"), (List{"third", "in force"}));
  EXPECT_EQ(Column(import, "usage.tsv", "groups"), (List{"0", "0"}));
  EXPECT_EQ(Codes(import), (List{"A005 x2 attack-pattern--c", "A005 x3 attack-pattern--T1001"}));
}

TEST(StixTest, UsageCountsDistinctLiveDirectUsers) {
  const StixImport import =
      With({Technique("T1001", "N"),
            Technique("T1001.001", "N", kSub),
            Technique("T1002", "N", kDeprecated),
            {"intrusion-set", "g1", "G0001", "G", ""},
            {"intrusion-set", "g2", "G0002", "G", kRevoked},
            Relation("uses", "intrusion-set--g1", Ref("T1001.001")),
            Relation("uses", "intrusion-set--g1", Ref("T1001.001"), R"(, "id": "relationship--2")"),
            {"relationship", "again", "", "",
             R"(, "relationship_type": "uses", "source_ref": "intrusion-set--g1",)"
             R"( "target_ref": "attack-pattern--T1001.001")"},
            Relation("uses", "intrusion-set--g2", Ref("T1001")),
            Relation("uses", "intrusion-set--g1", Ref("T1001"), kDeprecated),
            Relation("uses", "intrusion-set--g1", Ref("T1002")),
            Relation("targets", "intrusion-set--g1", Ref("T1001"))});
  EXPECT_EQ(import.files.at("usage.tsv"),
            "technique\tgroups\tsoftware\tcampaigns\nT1001\t0\t0\t0\nT1001.001\t1\t0\t0\n");
}

TEST(StixTest, RelationshipsWithAMissingEnd) {
  const StixImport import = With({Technique("T1001", "N"),
                                  Relation("uses", "malware--gone", Ref("T1001")),
                                  Relation("uses", "malware--lost", Ref("T1001")),
                                  Relation("mitigates", Ref("T1001"), "course-of-action--gone"),
                                  Relation("uses", "malware--old", Ref("T1001"), kRevoked),
                                  {"relationship", "bare", "", "", ""}});
  EXPECT_EQ(Column(import, "usage.tsv", "software"), List{"0"});
  const List codes = Codes(import);
  ASSERT_EQ(codes.size(), 3u);
  EXPECT_EQ(codes[0], "A006 x1 relationship--bare");
  EXPECT_EQ(codes[2], "A006 x2 relationship--usesmalware--gone" + Ref("T1001"));
}

TEST(StixTest, BeforeV18ThereAreNoLogSources) {
  const StixImport import = With({Technique("T1001", "N"),
                                  {"x-mitre-data-component", "d", "DC0001", "D", ""},
                                  Relation("detects", "x-mitre-data-component--d", Ref("T1001"))});
  EXPECT_EQ(import.files.at("log_sources.tsv"), "technique\tplatform\tlog_source\tchannel\n");
  const auto diagnostics = import.diagnostics.Sorted();
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics[0].code, "A008");
}

TEST(StixTest, LogSourcesAreCleanSortedAndOfTheCloud) {
  const std::string prose(300, 'p');
  const StixImport import = With(
      {Technique("T1001", "N"),
       Technique("T1002", "N", kDeprecated),
       {"x-mitre-detection-strategy", "d", "DET0001", "D",
        R"(, "x_mitre_analytic_refs": ["x-mitre-analytic--a", "x-mitre-analytic--old",)"
        R"( "x-mitre-analytic--gone", 3])"},
       {"x-mitre-detection-strategy", "old", "DET0002", "D",
        R"(, "x_mitre_deprecated": true, "x_mitre_analytic_refs": ["x-mitre-analytic--a"])"},
       Relation("detects", "x-mitre-detection-strategy--d", Ref("T1001")),
       Relation("detects", "x-mitre-detection-strategy--d", Ref("T1002")),
       Technique("T1003", "N"),
       Relation("detects", "x-mitre-detection-strategy--old", Ref("T1003")),
       {"x-mitre-analytic", "old", "AN0002", "A",
        R"(, "revoked": true, "x_mitre_platforms": ["IaaS"],)"
        R"( "x_mitre_log_source_references": [{"name": "old"}])"},
       {"x-mitre-analytic", "a", "AN0001", "A",
        R"(, "x_mitre_platforms": ["SaaS", "Windows", "Identity Provider", "Office 365"],)"
        R"( "x_mitre_log_source_references": [{"name": "b\tx", "channel": " two\r\n\tlines "},)"
        R"({"name": "a", "channel": null}, {"name": "a", "channel": "none"}, {"channel": "c"}, 4,)"
        R"({"name": "c", "channel": ")" +
            prose + R"("}])"}});
  const List channels = Column(import, "log_sources.tsv", "channel");
  const std::string cut = prose.substr(0, 117) + "...";
  EXPECT_EQ(channels, (List{"", "two lines", cut, "", "two lines", cut}));
  EXPECT_EQ(Column(import, "log_sources.tsv", "log_source"),
            (List{"a", "b x", "c", "a", "b x", "c"}));
  const std::string p = "Identity Provider", s = "SaaS";
  EXPECT_EQ(Column(import, "log_sources.tsv", "platform"), (List{p, p, p, s, s, s}));
  EXPECT_EQ(Column(import, "log_sources.tsv", "technique"), List(6, "T1001"));
  EXPECT_EQ(Codes(import),
            (List{"A001 x2 x-mitre-analytic--a", "A006 x2 x-mitre-detection-strategy--d"}));
}

TEST(StixTest, PlatformsStayAsPublished) {
  const StixImport import =
      With({{"attack-pattern", "1", "T1001", "N",
             R"(, "x_mitre_platforms": ["macOS", "Windows", "ESXi", "Azure AD", "macOS", "AWS",)"
             R"( "a,b\n", "", 4])"}});
  EXPECT_EQ(Techniques(import, "platforms"), List{"a b,AWS,Azure AD,ESXi,macOS,Windows"});
}

TEST(StixTest, NamesBecomeOneCell) {
  const StixImport import =
      With({Technique("T1001", R"(  a\tb\r\nc\u0000\u0085\u2028d  )"),
            Technique("T1002", "Doppelgänging"), Technique("T1003", std::string(5000, 'n')),
            Technique("T1004", R"(\u001b[31mred)")});
  const List names = Techniques(import, "name");
  EXPECT_EQ(names, (List{"a b c d", "Doppelgänging", std::string(197, 'n') + "...", "[31mred"}));
}

TEST(StixTest, ReadsPastAByteOrderMark) {
  EXPECT_TRUE(Import("\xEF\xBB\xBF" + Bundle(Release())));
}

void ExpectError(const Result<StixImport>& result, std::string_view part) {
  ASSERT_FALSE(result) << part;
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidInput);
  EXPECT_NE(result.error().message.find(part), std::string::npos) << result.error().message;
  EXPECT_FALSE(result.error().hint.empty());
}

TEST(StixTest, RefusesWhatIsNoBundle) {
  ExpectError(Import(""), "not JSON: line 1, byte 1: text ends where a value should be");
  ExpectError(Import("<html>"), "not JSON: line 1, byte 1: not a JSON value");
  std::string cut = Bundle(Release());
  cut.resize(cut.size() / 2);
  ExpectError(Import(cut), "at /objects/");
  ExpectError(Import(Bundle(Release()) + " x"), "more text after");
  ExpectError(Import(R"({"type": "bundle", "objects": [1e999]})"), "out of range");
  ExpectError(Import(std::string(2000, '[') + std::string(2000, ']')), "nested deeper");
  for (const char* text : {"[]", "5", R"({"objects": []})", R"({"type": "bundle"})",
                           R"({"type": "bundle", "objects": {}})"}) {
    ExpectError(Import(text), "not a STIX bundle");
  }
}

TEST(StixTest, RefusesAPartOfARelease) {
  ExpectError(Import(Bundle(Frame())), "no enterprise technique");
  ExpectError(Import(Bundle({Collection(), Technique("T1001", "N")})), "no enterprise matrix");
  ExpectError(Import(R"({"type": "bundle", "objects": []})", "18.1"), "no enterprise matrix");
}

TEST(StixTest, RefusesMoreThanItsLimit) {
  // Never read, so never touched: the memory stays unmapped.
  const size_t size = (size_t{256} << 20) + 1;
  const std::unique_ptr<char[]> text(new char[size]);
  ExpectError(ImportStix(std::string_view(text.get(), size), ""), "larger than 256 MiB");
}

}  // namespace
}  // namespace dcv::attack
