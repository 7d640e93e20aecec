// SPDX-License-Identifier: Apache-2.0
// Broken and hostile files of real size: said what, where and what to do; memory stays bounded.
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>

#include "process.h"

namespace dcv::test {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kMaxPeak = size_t{4} << 30;  // its shadow and its quarantine
#else
constexpr size_t kMaxPeak = size_t{1} << 30;
#endif
constexpr const char* kHub =
    R"({"HubArn": "arn:aws:securityhub:us-east-1:111122223333:hub/default"})"
    "\n";

// Runs over one file; a bad file costs itself: exit 3, or 2 when it was all there was to read.
Ran ExpectNamed(const std::string& path, const std::string& code, const std::string& place) {
  const Ran ran = RunDcv({"inventory", path, "--json"});
  EXPECT_TRUE(ran.exit_code == 2 || ran.exit_code == 3) << ran.exit_code << " " << ran.err;
  EXPECT_LT(ran.peak_bytes, kMaxPeak) << path;
  ::testing::Test::RecordProperty("peak_mib", static_cast<int>(ran.peak_bytes >> 20));
  const size_t at = ran.out.find("\"code\": \"" + code + "\"");
  EXPECT_NE(at, std::string::npos) << ran.out.substr(0, 2000);
  if (at == std::string::npos) return ran;
  const std::string notice = ran.out.substr(at, ran.out.find('\n', at) - at);
  EXPECT_NE(notice.find("\"file\": \"" + path + "\""), std::string::npos) << notice;
  EXPECT_NE(notice.find(place), std::string::npos) << notice;
  EXPECT_EQ(notice.find("\"remedy\": \"\""), std::string::npos) << notice;
  return ran;
}

// Compresses `head`, `count` times `unit`, then `tail`, without holding them.
void WriteGzip(const std::string& path, const std::string& head, const std::string& unit,
               size_t count, const std::string& tail) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  gzFile file = gzopen(path.c_str(), "wb9");
  ASSERT_NE(file, nullptr);
  gzbuffer(file, 1 << 20);
  gzwrite(file, head.data(), static_cast<unsigned>(head.size()));
  for (size_t i = 0; i < count; ++i) gzwrite(file, unit.data(), static_cast<unsigned>(unit.size()));
  gzwrite(file, tail.data(), static_cast<unsigned>(tail.size()));
  ASSERT_EQ(gzclose(file), Z_OK);
}

TEST(BadInput, TenThousandNestedArrays) {
  const std::string path = FreshFolder() + "/deep.json";
  WriteAll(path, std::string(10000, '[') + std::string(10000, ']'));
  ExpectNamed(path, "I002", "line 1, byte 513");
}

TEST(BadInput, TenThousandNestedObjectsInsideAKnownAnswer) {
  std::string text = R"({"ConfigRules": )";
  for (int i = 0; i < 10000; ++i) text += R"({"a":)";
  text += "1" + std::string(10001, '}');
  const std::string path = FreshFolder() + "/deep.json";
  WriteAll(path, text);
  ExpectNamed(path, "I002", "at /ConfigRules/a/a");
}

TEST(BadInput, ATruncatedGzipKeepsItsWholeLines) {
  const std::string folder = FreshFolder(), path = folder + "/hubs.json.gz";
  WriteGzip(folder + "/whole.gz", "", kHub, 20000, "");
  const std::string whole = ReadAll(folder + "/whole.gz");
  WriteAll(path, whole.substr(0, whole.size() - 20));
  const Ran ran = ExpectNamed(path, "I001", "\"message\": \"");
  EXPECT_NE(ran.out.find("\"key\": \"@hub\""), std::string::npos);
}

TEST(BadInput, DamagedBytesInsideAGzip) {
  const std::string folder = FreshFolder(), path = folder + "/hubs.json.gz";
  WriteGzip(folder + "/whole.gz", "", kHub, 2000, "");
  std::string bytes = ReadAll(folder + "/whole.gz");
  for (size_t i = bytes.size() / 2; i < bytes.size() / 2 + 8; ++i) bytes[i] = '\xA5';
  WriteAll(path, bytes);
  ExpectNamed(path, "I001", "\"message\": \"");
}

TEST(BadInput, AGibibyteOfZerosInAMegabyte) {
  const std::string path = FreshFolder() + "/zeros.json.gz";
  WriteGzip(path, "", std::string(size_t{1} << 20, '\0'), 1024, "");
  EXPECT_LT(std::filesystem::file_size(path), size_t{3} << 20);
  ExpectNamed(path, "I011", "line 1");
}

TEST(BadInput, AGibibyteOfSpacesInsideOneDocument) {
  const std::string path = FreshFolder() + "/spaces.json.gz";
  WriteGzip(path, "{\"ConfigRules\": [", std::string(size_t{1} << 20, ' '), 1024, "]}");
  EXPECT_LT(std::filesystem::file_size(path), size_t{3} << 20);
  ExpectNamed(path, "I011", "line 1");
}

TEST(BadInput, ALineOf140MebibytesCostsOnlyItself) {
  const std::string path = FreshFolder() + "/lines.ndjson";
  std::string text = kHub;
  text += R"({"pad": ")" + std::string(size_t{140} << 20, 'x') + "\"}\n" + kHub;
  WriteAll(path, text);
  const Ran ran = ExpectNamed(path, "I011", "line 2");
  size_t hubs = 0;
  for (size_t at = 0; (at = ran.out.find("\"key\": \"@hub\"", at)) != ran.out.npos; ++at) ++hubs;
  EXPECT_EQ(hubs, 2u);
  std::filesystem::remove(path);
}

TEST(BadInput, NotUtf8) {
  const std::string path = FreshFolder() + "/latin1.json";
  WriteAll(path, "{\"Accounts\": [\n {\"Name\": \"Z\xFCrich\"}]}");
  ExpectNamed(path, "I012", "line 2, byte 13, at /Accounts/0/Name");
}

TEST(BadInput, Binary) {
  const std::string path = FreshFolder() + "/dcv.json";
  WriteAll(path, ReadAll(DCV_BINARY).substr(0, 100000));
  ExpectNamed(path, "I002", "line 1, byte 1");
}

TEST(BadInput, ManyBadLinesAreCountedAndNotAllPrinted) {
  const std::string path = FreshFolder() + "/lines.ndjson";
  std::string text = kHub;
  for (int i = 0; i < 100000; ++i) text += "{\"a" + std::to_string(i) + "\": 1}\n{bad\n";
  WriteAll(path, text);
  const Ran ran = ExpectNamed(path, "I002", "line 3");
  EXPECT_LT(ran.out.size(), 100000u);
  EXPECT_NE(ran.out.find("\"count\": 100000"), std::string::npos) << ran.out;
}

TEST(BadInput, FilesThatCannotBeOpenedAreNamed) {
  const std::string folder = FreshFolder();
  WriteAll(folder + "/good.json", kHub);
  std::filesystem::create_symlink("/nowhere", folder + "/dangling.json");
  const Ran ran = RunDcv({"inventory", folder, "--json"});
  EXPECT_TRUE(ran.exit_code == 0 || ran.exit_code == 3);
  EXPECT_NE(ran.out.find("\"key\": \"@hub\""), std::string::npos);
}

}  // namespace
}  // namespace dcv::test
