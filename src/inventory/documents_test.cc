// SPDX-License-Identifier: Apache-2.0
#include "inventory/documents.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <fstream>

#include "base/json_writer.h"
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Folder;
using testing::Lines;

// Gives the text in pieces of `step` bytes.
class PieceReader : public ByteReader {
 public:
  PieceReader(std::string text, size_t step, bool breaks = false)
      : text_(std::move(text)), step_(step), breaks_(breaks) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    if (at_ == text_.size() && breaks_) return InvalidInput("the stream broke");
    const size_t part = std::min({size, step_, text_.size() - at_});
    std::copy_n(text_.data() + at_, part, buffer);
    at_ += part;
    return part;
  }
  uint64_t Consumed() const override { return at_; }

 private:
  std::string text_;
  size_t step_, at_ = 0;
  bool breaks_;
};

struct Outcome {
  Lines documents;   // "LINE: value of n"
  Lines unreadable;  // "LINE: CODE place: message"
  Status status = Ok();
};

Outcome ReadAll(ByteReader& bytes, size_t max) {
  Outcome outcome;
  DocumentReader reader(max);
  outcome.status = reader.Run(
      bytes,
      [&](json::Value root, uint32_t line) {
        const auto n = root.Find("n").number();
        outcome.documents.push_back(std::to_string(line) + ": " +
                                    (n ? std::to_string(static_cast<int>(*n)) : "-"));
      },
      [&](const Unreadable& what, std::string_view, uint32_t line) {
        outcome.unreadable.push_back(std::to_string(line) + ": " + what.code + " " + what.place +
                                     ": " + what.message);
      });
  return outcome;
}

Outcome RunText(std::string text, size_t max = 4096) {
  PieceReader bytes(std::move(text), 7);
  return ReadAll(bytes, max);
}

TEST(Documents, OneTextIsOneDocumentWithoutALine) {
  const Outcome outcome = RunText("{\n \"n\": 1\n}\n");
  EXPECT_EQ(outcome.documents, Lines({"0: 1"}));
  EXPECT_TRUE(outcome.unreadable.empty());
}

TEST(Documents, LinesAreNumberedFromOneAndBlankOnesCount) {
  const Outcome outcome = RunText("{\"n\":1}\n\n{\"n\":3}\r\n{\"n\":4}");
  EXPECT_EQ(outcome.documents, Lines({"1: 1", "3: 3", "4: 4"}));
  EXPECT_TRUE(outcome.unreadable.empty());
}

TEST(Documents, ABadLineNeverCostsTheNext) {
  const Outcome outcome =
      RunText("{\"n\":1}\n{\"n\":2\n{\"n\":3} tail\n\"\xFF\"\nnull\n{\"n\":6}\n");
  EXPECT_EQ(outcome.documents, Lines({"1: 1", "5: -", "6: 6"}));
  ASSERT_EQ(outcome.unreadable.size(), 3u);
  EXPECT_EQ(outcome.unreadable[0].substr(0, 17), "2: I003 line 2, b");
  EXPECT_EQ(outcome.unreadable[1], "3: I002 line 3: text after the end of the document");
  EXPECT_EQ(outcome.unreadable[2].substr(0, 14), "4: I012 line 4");
}

TEST(Documents, PrettyTextsAfterOneAnotherAreNumberedByTheirFirstLine) {
  const Outcome outcome = RunText("{\n \"n\": 1\n}\n{\n \"n\": 2\n}{\"n\": 3}\n");
  EXPECT_EQ(outcome.documents, Lines({"1: 1", "4: 2", "6: 3"}));
  EXPECT_TRUE(outcome.unreadable.empty());
}

TEST(Documents, TextsBeforeABrokenOneAreGiven) {
  const Outcome outcome = RunText("{\n \"n\": 1\n}\n{\n \"n\": }\n");
  EXPECT_EQ(outcome.documents, Lines({"1: 1"}));
  ASSERT_EQ(outcome.unreadable.size(), 1u);
  EXPECT_NE(outcome.unreadable[0].find("I002"), std::string::npos);
}

TEST(Documents, Utf8MarkIsSkippedAndUtf16IsNamed) {
  EXPECT_EQ(RunText("\xEF\xBB\xBF{\"n\":1}").documents, Lines({"0: 1"}));
  const std::string little("\xFF\xFE{\0\"\0", 6);
  const std::string unmarked("{\0\"\0n\0", 6);
  for (const std::string& text : {little, unmarked}) {
    const Outcome outcome = RunText(text);
    EXPECT_TRUE(outcome.documents.empty());
    EXPECT_EQ(outcome.unreadable, Lines({"0: I012 : the text is UTF-16"}));
  }
}

TEST(Documents, WarningsInFrontOfAnAnswerAreSkipped) {
  const Outcome outcome = RunText("WARNING: a preview\nWARNING: and another\n{\"n\": 7}\n");
  EXPECT_EQ(outcome.documents, Lines({"0: 7"}));
  EXPECT_EQ(outcome.unreadable, Lines());
}

TEST(Documents, ALargeTextOfVeryManyValuesIsRefusedUnparsed) {
  std::string text = "{\"n\": [0";
  for (int i = 0; i < 34 << 20; ++i) text += ",0";
  text += "]}";
  PieceReader bytes(std::move(text), size_t{1} << 20);
  const Outcome outcome = ReadAll(bytes, size_t{128} << 20);
  EXPECT_EQ(outcome.documents, Lines());
  EXPECT_EQ(outcome.unreadable, Lines({"0: I011 : a document of 68 MiB with too many values"}));
}

TEST(Documents, EmptyFilesAreNamed) {
  for (const char* text : {"", " \n\t\r\n", "\xEF\xBB\xBF"}) {
    const Outcome outcome = RunText(text);
    EXPECT_TRUE(outcome.documents.empty());
    EXPECT_EQ(outcome.unreadable, Lines({"0: I015 : the file is empty"})) << text;
  }
}

TEST(Documents, ACutTextIsToldFromAWrongOneWithLineByteAndPointer) {
  const Outcome cut = RunText("{\n \"Rules\": [\n  {\"a\": 1}, {\"Name\": \"x");
  EXPECT_EQ(cut.unreadable,
            Lines({"0: I003 line 3, byte 24, at /Rules/1/Name: text ends inside a string"}));
  const Outcome wrong = RunText("{\n \"Rules\": [1, tru]\n}");
  ASSERT_EQ(wrong.unreadable.size(), 1u);
  EXPECT_EQ(wrong.unreadable[0].substr(0, 34), "0: I002 line 2, byte 15, at /Rules");
}

TEST(Documents, NestingBeyondTheLimitIsRefusedNotFollowed) {
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  const Outcome outcome = RunText(deep, 1 << 20);
  EXPECT_TRUE(outcome.documents.empty());
  ASSERT_EQ(outcome.unreadable.size(), 1u);
  EXPECT_NE(outcome.unreadable[0].find("nested deeper than 512"), std::string::npos)
      << outcome.unreadable[0];
}

TEST(Documents, ANumberOutOfRangeCostsItsDocumentOnly) {
  const Outcome outcome = RunText("{\"n\":1}\n{\"n\":1e999}\n{\"n\":3}\n");
  EXPECT_EQ(outcome.documents, Lines({"1: 1", "3: 3"}));
  EXPECT_EQ(outcome.unreadable, Lines({"2: I002 line 2: a number is out of range"}));
}

TEST(Documents, ADocumentOfExactlyTheLimitIsRead) {
  std::string text = "{\"n\":1}";
  text.append(64 - text.size(), ' ');
  EXPECT_EQ(RunText(text, 64).documents, Lines({"0: 1"}));
  const Outcome over = RunText(text + " ", 64);
  EXPECT_TRUE(over.documents.empty());
  ASSERT_EQ(over.unreadable.size(), 1u);
  EXPECT_EQ(over.unreadable[0].substr(0, 15), "1: I011 line 1:");
}

TEST(Documents, LinesOfAFileLargerThanTheLimitAreRead) {
  std::string text;
  Lines expected;
  for (int i = 1; i <= 50; ++i) {
    text += "{\"n\":" + std::to_string(i) + "}\n";
    expected.push_back(std::to_string(i) + ": " + std::to_string(i));
  }
  EXPECT_GT(text.size(), 64u);
  const Outcome outcome = RunText(text, 64);
  EXPECT_EQ(outcome.documents, expected);
  EXPECT_TRUE(outcome.unreadable.empty());
}

TEST(Documents, ALineOverTheLimitIsSkippedAndTheOthersAreRead) {
  const std::string large = "{\"n\":2,\"pad\":\"" + std::string(200, 'x') + "\"}";
  const Outcome outcome = RunText("{\"n\":1}\n" + large + "\n{\"n\":3}\n{\"n\":\n{\"n\":5}", 64);
  EXPECT_EQ(outcome.documents, Lines({"1: 1", "3: 3", "5: 5"}));
  ASSERT_EQ(outcome.unreadable.size(), 2u);
  EXPECT_EQ(outcome.unreadable[0], "2: I011 line 2: a single document of over 0 MiB");
  EXPECT_EQ(outcome.unreadable[1].substr(0, 14), "4: I003 line 4");
}

TEST(Documents, AnEndlessLineIsGivenUpAndBytesAreBounded) {
  PieceReader bytes(std::string(64 * 100, ' '), 1000);
  const Outcome outcome = ReadAll(bytes, 64);
  EXPECT_TRUE(outcome.documents.empty());
  EXPECT_EQ(outcome.unreadable.size(), 1u);
  ASSERT_FALSE(outcome.status);
  EXPECT_NE(outcome.status.error().message.find("without a line end"), std::string::npos);
  EXPECT_LT(bytes.Consumed(), 64u * 30);
}

TEST(Documents, WhatCameBeforeABrokenStreamIsGiven) {
  PieceReader bytes("{\"n\":1}\n{\"n\":2}\n{\"n\"", 5, true);
  const Outcome outcome = ReadAll(bytes, 4096);
  EXPECT_EQ(outcome.documents, Lines({"1: 1", "2: 2"}));
  EXPECT_EQ(outcome.unreadable.size(), 1u);
  ASSERT_FALSE(outcome.status);
  EXPECT_EQ(outcome.status.error().message, "the stream broke");
}

TEST(Documents, AReaderIsReusedForTheNextFile) {
  DocumentReader reader(64);
  size_t documents = 0;
  for (const char* text : {"{\"n\":1}\n{\"n\":2}\n", "{\"n\":3}"}) {
    PieceReader bytes(text, 3);
    ASSERT_TRUE(reader.Run(
        bytes, [&](json::Value, uint32_t) { ++documents; },
        [&](const Unreadable& what, std::string_view, uint32_t) {
          ADD_FAILURE() << what.message;
        }));
    EXPECT_EQ(reader.bytes_read(), std::string(text).size());
  }
  EXPECT_EQ(documents, 3u);
}

std::string Gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(text.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

constexpr const char* kHub =
    R"({"HubArn": "arn:aws:securityhub:us-east-1:111122223333:hub/default"})";
const Lines kHubFacts = {"on setting @hub @111122223333/us-east-1 /HubArn"};

TEST(Documents, CompressedFilesAreReadWhateverTheirName) {
  for (const auto& [name, bytes] :
       {std::pair{"hub.json.gz", Gzip(kHub)},
        {"hub.json.zst", Zstd(kHub)},
        {"hub.json", Gzip(kHub)},
        {"two.gz", Gzip("{\"HubArn\":") +
                       Gzip("\"arn:aws:securityhub:us-east-1:111122223333:hub/default\"}")}}) {
    Folder folder;
    folder.Add(name, bytes);
    const Inventory inventory = folder.Read();
    EXPECT_EQ(testing::Facts(inventory), kHubFacts) << name;
    EXPECT_EQ(testing::Notices(inventory), Lines()) << name;
  }
}

TEST(Documents, ATruncatedStreamGivesItsWholeLinesAndIsNamed) {
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += std::string(kHub) + "\n";
  for (const auto& [name, bytes] : {std::pair{"hub.gz", Gzip(lines)}, {"hub.zst", Zstd(lines)}}) {
    Folder folder;
    folder.Add(name, bytes.substr(0, bytes.size() - 6));
    const Inventory inventory = folder.Read();
    EXPECT_GE(inventory.facts.size(), 1u) << name;
    ASSERT_FALSE(testing::Codes(inventory).empty()) << name;
    EXPECT_EQ(testing::Codes(inventory).front(), "I001") << name;
  }
}

TEST(Documents, LimitOfReadOptionsIsTheOneInForce) {
  Folder folder;
  folder.Add("hub.json", kHub);
  ReadOptions options;
  options.max_document_bytes = 16;
  const auto inventory = Read({folder.path()}, testing::PackedCatalog(), options);
  ASSERT_TRUE(inventory);
  EXPECT_EQ(testing::Codes(*inventory), Lines({"I011"}));
  EXPECT_TRUE(inventory->facts.empty());
}

}  // namespace
}  // namespace dcv::inventory
