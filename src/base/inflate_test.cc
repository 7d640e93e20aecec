// SPDX-License-Identifier: Apache-2.0
#include "base/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>

namespace dcv {
namespace {

// Gives at most `piece` bytes at a time, as a pipe may.
class Memory : public ByteReader {
 public:
  explicit Memory(std::string text, size_t piece = 1 << 20)
      : text_(std::move(text)), piece_(piece) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t part = std::min({size, piece_, text_.size() - at_});
    std::memcpy(buffer, text_.data() + at_, part);
    at_ += part;
    return part;
  }
  uint64_t Consumed() const override { return at_; }

 private:
  std::string text_;
  size_t piece_, at_ = 0;
};

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string in = text, out(deflateBound(&stream, static_cast<uLong>(text.size())) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

Result<std::string> Drain(ByteReader& reader, size_t size = 4096) {
  std::string out, buffer(size, '\0');
  while (true) {
    DCV_TRY(const size_t got, reader.Read(buffer.data(), buffer.size()));
    if (got == 0) return out;
    out.append(buffer, 0, got);
  }
}

Result<std::string> Gunzip(const std::string& bytes, size_t piece = 1 << 20, size_t size = 4096) {
  return Drain(*InflateGzip(std::make_unique<Memory>(bytes, piece), "a.gz"), size);
}
Result<std::string> Unzstd(const std::string& bytes, size_t piece = 1 << 20, size_t size = 4096) {
  return Drain(*InflateZstd(std::make_unique<Memory>(bytes, piece), "a.zst"), size);
}

// Half of it compresses, half does not; larger than every buffer on the way.
std::string Sample() {
  std::mt19937 random(7);
  std::string text(400000, 'a');
  for (size_t i = 0; i < text.size() / 2; ++i) text[i] = static_cast<char>(random() & 0xFF);
  return text;
}

TEST(InflateTest, RoundTripWhateverThePieces) {
  const std::string text = Sample();
  for (size_t piece : {size_t{1}, size_t{7}, size_t{1} << 20}) {
    EXPECT_TRUE(*Gunzip(Gzip(text), piece) == text) << piece;
    EXPECT_TRUE(*Unzstd(Zstd(text), piece) == text) << piece;
  }
  EXPECT_TRUE(*Gunzip(Gzip(text), 1000, 1) == text);
  EXPECT_TRUE(*Unzstd(Zstd(text), 1000, 1) == text);
}

TEST(InflateTest, MembersAndFramesAreReadThrough) {
  EXPECT_EQ(*Gunzip(Gzip("one ") + Gzip("") + Gzip("two")), "one two");
  EXPECT_EQ(*Unzstd(Zstd("one ") + Zstd("") + Zstd("two")), "one two");
  EXPECT_EQ(*Gunzip(Gzip("one ") + Gzip("two"), 1), "one two");
  EXPECT_EQ(*Unzstd(Zstd("one ") + Zstd("two"), 1), "one two");
  EXPECT_EQ(*Gunzip(Gzip("")), "");
  EXPECT_EQ(*Unzstd(Zstd("")), "");
}

TEST(InflateTest, ZeroPaddingAfterGzipIsNoFault) {
  EXPECT_EQ(*Gunzip(Gzip("text") + std::string(512, '\0')), "text");
}

TEST(InflateTest, OpenTellsFormatsByTheirFirstBytes) {
  const std::string path = testing::TempDir() + "dcv_inflate_open";
  for (const std::string& bytes : {std::string("text"), Gzip("text"), Zstd("text")}) {
    ASSERT_TRUE(WriteFile(path, bytes).has_value());
    auto reader = ByteReader::Open(path);
    ASSERT_TRUE(reader.has_value());
    EXPECT_EQ(*Drain(**reader), "text");
    EXPECT_EQ((*reader)->Consumed(), bytes.size());
  }
}

TEST(InflateTest, EveryCutIsAnErrorThatNamesTheByte) {
  const std::string gzip = Gzip("a text of some length, and some more"), zstd = Zstd("a text");
  for (size_t size = 1; size < gzip.size(); ++size) {
    const auto cut = Gunzip(gzip.substr(0, size));
    ASSERT_FALSE(cut.has_value()) << size;
    EXPECT_EQ(cut.error().message,
              "a.gz: gzip stream is cut short near byte " + std::to_string(size));
    EXPECT_EQ(cut.error().code, ErrorCode::kInvalidInput);
    EXPECT_FALSE(cut.error().hint.empty());
  }
  for (size_t size = 1; size < zstd.size(); ++size) {
    const auto cut = Unzstd(zstd.substr(0, size));
    ASSERT_FALSE(cut.has_value()) << size;
    EXPECT_EQ(cut.error().message,
              "a.zst: zstd stream is cut short near byte " + std::to_string(size));
  }
  EXPECT_FALSE(Gunzip(Gzip("whole") + gzip.substr(0, 5)).has_value());
  EXPECT_FALSE(Unzstd(Zstd("whole") + zstd.substr(0, 5)).has_value());
}

TEST(InflateTest, WhatCameBeforeTheCutIsGiven) {
  const std::string text = Sample();
  const std::string bytes = Gzip(text);
  auto reader = InflateGzip(std::make_unique<Memory>(bytes.substr(0, bytes.size() / 2)), "a.gz");
  std::string buffer(4096, '\0'), out;
  while (true) {
    const auto got = reader->Read(buffer.data(), buffer.size());
    if (!got) break;
    ASSERT_GT(*got, 0u);
    out.append(buffer, 0, *got);
  }
  EXPECT_GT(out.size(), 50000u);
  EXPECT_TRUE(text.starts_with(out));
}

TEST(InflateTest, DamageIsAnError) {
  std::string gzip = Gzip(Sample()), zstd = Zstd(Sample());
  gzip[1000] = static_cast<char>(~gzip[1000]);
  const auto bad_gzip = Gunzip(gzip);
  ASSERT_FALSE(bad_gzip.has_value());  // at the latest by its checksum
  EXPECT_NE(bad_gzip.error().message.find("a.gz: gzip stream is damaged near byte "),
            std::string::npos);
  zstd[5] = '\xFF';  // the header of the first block, or the window
  const auto bad_zstd = Unzstd(zstd);
  ASSERT_FALSE(bad_zstd.has_value());
  EXPECT_TRUE(bad_zstd.error().message.starts_with("a.zst: zstd stream is "));
  EXPECT_NE(bad_zstd.error().message.find(" near byte "), std::string::npos);
  EXPECT_FALSE(Gunzip(Gzip("text") + "garbage").has_value());
  EXPECT_FALSE(Unzstd(Zstd("text") + "garbage").has_value());
}

TEST(InflateTest, AZstdWindowOverTheLimitIsRefused) {
  // Magic, descriptor without single segment, window 2^31 (RFC 8878, 3.1.1.1.2), an empty block.
  const std::string bytes("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);
  const auto refused = Unzstd(bytes);
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("too much memory"), std::string::npos)
      << refused.error().message;
}

}  // namespace
}  // namespace dcv
