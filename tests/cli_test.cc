// SPDX-License-Identifier: Apache-2.0
// The command line: exit codes, what goes to which stream, and what a script may rely on.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/json.h"
#include "process.h"

namespace dcv::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHub =
    R"({"HubArn": "arn:aws:securityhub:us-east-1:111122223333:hub/default"})";
constexpr const char* kDetector =
    R"({"FindingPublishingFrequency": "SIX_HOURS", "Status": "ENABLED", "ServiceRole":
        "arn:aws:iam::111122223333:role/x"})";
constexpr const char* kDenied =
    "An error occurred (AccessDenied) when calling the GetDetector operation: User: "
    "arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: "
    "guardduty:GetDetector";

// A folder with one answer.
std::string Export(const std::string& text, const std::string& name = "answer.json") {
  const std::string folder = FreshFolder();
  WriteAll(folder + "/" + name, text);
  return folder;
}

bool IsJsonObject(const std::string& text) {
  std::string padded = text;
  padded.resize(padded.size() + json::Parser::kPadding);
  json::Parser parser;
  const auto root = parser.Parse({padded.data(), text.size()});
  return root && root->Is(json::Type::kObject);
}

TEST(Cli, WithoutArgumentsHelpIsTheResult) {
  const Ran ran = RunDcv({});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.err, "");
  for (const char* word : {"coverage", "technique", "inventory", "list", "explain", "Exit codes"}) {
    EXPECT_NE(ran.out.find(word), std::string::npos) << word;
  }
}

TEST(Cli, EveryVerbHasHelpWithAnExample) {
  for (const char* verb : {"coverage", "technique", "inventory", "list", "explain", "check"}) {
    const Ran ran = RunDcv({verb, "--help"});
    EXPECT_EQ(ran.exit_code, 0) << verb;
    EXPECT_EQ(ran.err, "") << verb;
    EXPECT_NE(ran.out.find(std::string("dcv ") + verb), std::string::npos) << verb;
  }
}

TEST(Cli, VersionIsOneLine) {
  const Ran ran = RunDcv({"--version"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.out, "dcv " DCV_VERSION "\n");
  EXPECT_EQ(ran.err, "");
}

TEST(Cli, AnUnknownVerbIsNamedWithTheNearest) {
  const Ran ran = RunDcv({"coverag"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "dcv: unknown command coverag\ndid you mean coverage?\n");
  const Ran far = RunDcv({"frobnicate"});
  EXPECT_EQ(far.exit_code, 2);
  EXPECT_NE(far.err.find("there are: coverage"), std::string::npos);
  const Ran json = RunDcv({"coverag", "--json"});
  EXPECT_EQ(json.exit_code, 2);
  EXPECT_EQ(json.out, "");
  EXPECT_NE(json.err.find("\"error\": \"unknown command coverag\""), std::string::npos);
}

TEST(Cli, WrongUseIsTwoWithTheReasonOnStderrAlone) {
  const std::string folder = Export(kHub);
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"inventory"},
           {"inventory", folder, "--nonsense"},
           {"inventory", folder, "--format", "pdf"},
           {"inventory", folder, "--threads", "many"},
           {"coverage"},
           {"coverage", "-i", folder, "--cloud", "moon"},
           {"coverage", "-i", folder, "--covered", "7"},
           {"coverage", "-i", folder, "--covered", "0.3", "--partial", "0.4"},
           {"coverage", "-i", folder, "--also", "html"},
           {"coverage", "-i", folder, "--also", "pdf=x"},
           {"coverage", "-i", folder, "--attack", "3.2"},
           {"coverage", "-i", folder, "--platform", "Toaster"},
           {"coverage", "-i", folder, "stray"},
           {"coverage", "-i", folder, "--by", "moon"},
           {"coverage", "-i", folder, "--require", "T1485"},
           {"coverage", "-i", folder, "--require", "T1485=lit"},
           {"coverage", "-i", folder, "--require", "T9999=deployed"},
           {"coverage", "-i", folder, "--format", "junit"},
           {"diff"},
           {"diff", folder},
           {"diff", "-", "-"},
           {"diff", folder, "/nowhere"},
           {"diff", folder, folder, "--fail-on", "lots"},
           {"diff", folder, folder, "--format", "sarif"},
           {"technique"},
           {"technique", "T9999"},
           {"technique", "Nothing of that name"},
           {"list", "nonsense"},
           {"explain", "X999"},
           {"--data", "/nowhere", "list", "sources"}}) {
    const Ran ran = RunDcv(arguments);
    std::string said;
    for (const std::string& argument : arguments) said += argument + " ";
    EXPECT_EQ(ran.exit_code, 2) << said;
    EXPECT_EQ(ran.out, "") << said;
    EXPECT_EQ(ran.err.substr(0, 5), "dcv: ") << said << ran.err;
  }
}

TEST(Cli, AnUnknownOptionIsNamed) {
  const Ran ran = RunDcv({"inventory", Export(kHub), "--nonsense"});
  EXPECT_NE(ran.err.find("--nonsense"), std::string::npos) << ran.err;
}

TEST(Cli, AMissingPathIsNamed) {
  const Ran ran = RunDcv({"inventory", "/nowhere/export"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(ran.err, "dcv: cannot read /nowhere/export: no such file or folder\n");
}

TEST(Cli, AnEmptyFolderIsWrongInputAndNotAnEmptyEstate) {
  for (const char* verb : {"inventory", "coverage"}) {
    const std::string folder = FreshFolder();
    const Ran ran =
        verb == std::string("coverage") ? RunDcv({verb, "-i", folder}) : RunDcv({verb, folder});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err.substr(0, 20), "dcv: no files below ");
  }
}

TEST(Cli, AWholeAnswerIsZero) {
  const std::string folder = Export(kDetector);
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"inventory", folder}, {"coverage", "-i", folder}}) {
    const Ran ran = RunDcv(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.out;
    EXPECT_EQ(ran.err, "");
    EXPECT_FALSE(ran.out.empty());
  }
}

TEST(Cli, ARefusedCallIsThreeAndTheResultIsPrintedAndMarked) {
  const std::string folder = Export(kDenied);
  const Ran json = RunDcv({"coverage", "-i", folder, "--json"});
  EXPECT_EQ(json.exit_code, 3);
  EXPECT_TRUE(IsJsonObject(json.out));
  EXPECT_NE(json.out.find("\"incomplete\": true"), std::string::npos);
  EXPECT_NE(json.out.find("\"code\": \"I008\""), std::string::npos);
  const Ran table = RunDcv({"coverage", "-i", folder});
  EXPECT_EQ(table.exit_code, 3);
  EXPECT_NE(table.out.find("I008"), std::string::npos);
}

TEST(Cli, FailUnderIsOneAndWinsOverThree) {
  const std::string folder = Export(kDetector);
  EXPECT_EQ(RunDcv({"coverage", "-i", folder, "--fail-under", "100"}).exit_code, 1);
  EXPECT_EQ(RunDcv({"coverage", "-i", folder, "--fail-under", "0"}).exit_code, 0);
  WriteAll(folder + "/denied.txt", kDenied);
  const Ran both = RunDcv({"coverage", "-i", folder, "--fail-under", "100"});
  EXPECT_EQ(both.exit_code, 1);
  EXPECT_FALSE(both.out.empty());
  EXPECT_EQ(RunDcv({"coverage", "-i", folder, "--fail-under", "0"}).exit_code, 3);
}

TEST(Cli, ErrorsOfJsonAreOneObjectOnStderr) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"inventory", "/nowhere/export", "--json"},
           {"coverage", "--json"},
           {"technique", "T9999", "--json"},
           {"coverage", "-i", "/nowhere", "--json", "--attack", "3.2"},
           {"explain", "X999", "--json"},
           {"list", "sources", "--json", "--nonsense"}}) {
    const Ran ran = RunDcv(arguments);
    EXPECT_EQ(ran.exit_code, 2) << arguments[0];
    EXPECT_EQ(ran.out, "") << arguments[0];
    EXPECT_TRUE(IsJsonObject(ran.err)) << ran.err;
    EXPECT_NE(ran.err.find("\"schema\": \"dcv.error/1\""), std::string::npos) << ran.err;
  }
}

TEST(Cli, JsonOfEveryVerbIsOneObjectWithItsSchema) {
  const std::string folder = Export(kDetector);
  for (const auto& [arguments, schema] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"inventory", folder, "--json"}, "dcv.inventory/1"},
           {{"coverage", "-i", folder, "--json"}, "dcv.coverage/1"},
           {{"technique", "T1496", "--json"}, "dcv.technique/1"},
           {{"list", "sources", "--json"}, "dcv.list/1"},
           {{"list", "shapes", "--json"}, "dcv.list/1"},
           {{"explain", "I008", "--json"}, "dcv.explain/1"},
           {{"check", "data", "--json"}, "dcv.check-data/1"}}) {
    const Ran ran = RunDcv(arguments);
    EXPECT_EQ(ran.exit_code, 0) << schema;
    EXPECT_EQ(ran.err, "") << schema;
    EXPECT_TRUE(IsJsonObject(ran.out)) << schema;
    EXPECT_NE(ran.out.find("\"schema\": \"" + schema + "\""), std::string::npos) << schema;
  }
}

TEST(Cli, AReaderThatStopsEarlyIsNoFailure) {
  const std::string folder = Export(kDetector);
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"coverage", "-i", folder, "--json"},
                                             {"inventory", folder, "--format", "csv"},
                                             {"list", "detections"}}) {
    const Ran ran = RunDcv(arguments, {.closed_stdout = true});
    EXPECT_EQ(ran.exit_code, 0) << arguments[0] << ran.err;
    EXPECT_EQ(ran.err, "") << arguments[0];
  }
}

TEST(Cli, DashReadsStandardInput) {
  const Ran ran = RunDcv({"inventory", "-", "--json"}, {.input = kHub});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("\"key\": \"@hub\""), std::string::npos);
  EXPECT_NE(ran.out.find("\"file\": \"-\""), std::string::npos);
  const Ran nothing = RunDcv({"inventory", "-"});
  EXPECT_EQ(nothing.exit_code, 3);
  EXPECT_NE(nothing.out.find("I015"), std::string::npos);
}

TEST(Cli, OutputFileHasTheSameBytesAndLeavesStdoutEmpty) {
  const std::string folder = Export(kDetector, "in/answer.json");
  const Ran printed = RunDcv({"coverage", "-i", folder + "/in", "--json"});
  const Ran written =
      RunDcv({"coverage", "-i", folder + "/in", "--json", "-o", folder + "/out.json"});
  EXPECT_EQ(written.exit_code, 0);
  EXPECT_EQ(written.out, "");
  EXPECT_TRUE(ReadAll(folder + "/out.json") == printed.out);
  EXPECT_FALSE(fs::exists(folder + "/out.json.part"));
}

TEST(Cli, OutputFileIsWholeOrAsItWas) {
  const std::string folder = Export(kDetector, "in/answer.json");
  WriteAll(folder + "/out.json", "before");
  const Ran bad = RunDcv({"coverage", "-i", "/nowhere", "--json", "-o", folder + "/out.json"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_EQ(ReadAll(folder + "/out.json"), "before");
  const Ran nowhere =
      RunDcv({"coverage", "-i", folder + "/in", "--json", "-o", folder + "/no/such/out.json"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_EQ(nowhere.out, "");
  EXPECT_NE(nowhere.err.find("cannot write " + folder + "/no/such/out.json"), std::string::npos);
}

TEST(Cli, AFullDiskIsAnErrorAndNotASilentCut) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const std::string folder = Export(kDetector, "in/answer.json");
  fs::create_symlink("/dev/full", folder + "/out.json.part");
  const Ran ran = RunDcv({"coverage", "-i", folder + "/in", "--json", "-o", folder + "/out.json"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_FALSE(fs::exists(folder + "/out.json"));
}

TEST(Cli, AlsoWritesTheSameResultInOtherFormats) {
  const std::string folder = Export(kDetector, "in/answer.json");
  const Ran ran =
      RunDcv({"coverage", "-i", folder + "/in", "--also", "json=" + folder + "/a.json", "--also",
              "csv=" + folder + "/b.csv", "--also", "html=" + folder + "/c.html"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.out.find("TACTIC"), std::string::npos);
  const Ran json = RunDcv({"coverage", "-i", folder + "/in", "--json"});
  EXPECT_TRUE(ReadAll(folder + "/a.json") == json.out);
  EXPECT_FALSE(ReadAll(folder + "/b.csv").empty());
  EXPECT_EQ(ReadAll(folder + "/c.html").substr(0, 15), "<!doctype html>");
}

TEST(Cli, ColourIsAskedForOrAbsent) {
  const std::string folder = Export(kDetector);
  auto escapes = [&](std::vector<std::string> more, std::vector<std::string> environment) {
    more.insert(more.begin(), {"coverage", "-i", folder});
    return RunDcv(more, {.environment = std::move(environment)}).out.find('\x1b') !=
           std::string::npos;
  };
  EXPECT_FALSE(escapes({}, {}));  // no terminal
  EXPECT_FALSE(escapes({}, {"NO_COLOR=1"}));
  EXPECT_FALSE(escapes({"--color", "never"}, {}));
  EXPECT_TRUE(escapes({"--color", "always"}, {"NO_COLOR=1"}));  // the flag is the later word
}

TEST(Cli, TwoRunsAndAnyNumberOfThreadsGiveTheSameBytes) {
  const std::string estate = std::string(DCV_SOURCE_DIR) + "/examples/estate";
  const std::vector<std::string> base = {"coverage", "-i", estate, "--rules-deployed",
                                         estate + "/sigma"};
  for (const char* format : {"json", "table", "csv", "md", "html", "navigator"}) {
    auto run = [&](const char* threads) {
      std::vector<std::string> arguments = base;
      arguments.insert(arguments.end(), {"--format", format, "--threads", threads});
      return RunDcv(arguments);
    };
    const Ran one = run("1");
    EXPECT_FALSE(one.out.empty()) << format;
    for (const char* threads : {"1", "2", "8"}) {
      const Ran other = run(threads);
      EXPECT_TRUE(other.out == one.out) << format << " " << threads;
      EXPECT_EQ(other.exit_code, one.exit_code) << format << " " << threads;
    }
  }
}

TEST(Cli, AFormerTechniqueIdIsTranslatedAndSaidOnStderr) {
  const Ran ran = RunDcv({"technique", "t1562.008", "--json"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.err, "dcv: t1562.008 is T1685.002 in ATT&CK 19.1\n");
  EXPECT_TRUE(IsJsonObject(ran.out));
}

TEST(Cli, ExplainSaysWhereADetectionIsOn) {
  const Ran ran =
      RunDcv({"explain", "CryptoCurrency:EC2/BitcoinTool.B", "--inventory", Export(kDetector)});
  EXPECT_EQ(ran.exit_code, 0);
  for (const char* text : {"T1496.001", "State here: on", "111122223333", "/Status"}) {
    EXPECT_NE(ran.out.find(text), std::string::npos) << text;
  }
  const Ran near = RunDcv({"explain", "CryptoCurrency:EC2/BitcoinTool"});
  EXPECT_NE(near.err.find("did you mean CryptoCurrency:EC2/BitcoinTool"), std::string::npos);
}

}  // namespace
}  // namespace dcv::test
