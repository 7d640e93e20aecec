// SPDX-License-Identifier: Apache-2.0
// What holds for every form: order, pieces, threads, bounds.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <random>

#include "stream/test_stream.h"

namespace dcv::stream {
namespace {

using Texts = std::vector<std::string>;

Options Small(size_t block, size_t max_line = size_t{64} << 20) {
  Options options = OneThread();
  options.block_bytes = block;
  options.max_line = max_line;
  return options;
}

// Bytes that are made while they are read.
class Made : public ByteReader {
 public:
  // `fill` writes up to `size` bytes for the place `at` and says how many; 0 is the end.
  using FillPiece = std::function<size_t(uint64_t at, char* buffer, size_t size)>;
  explicit Made(FillPiece fill) : fill_(std::move(fill)) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t got = fill_(at_, buffer, size);
    at_ += got;
    return got;
  }
  uint64_t Consumed() const override { return at_; }

 private:
  FillPiece fill_;
  uint64_t at_ = 0;
};

struct Counted {
  Summary summary;
  uint64_t bytes = 0, documents = 0;
  size_t largest_block = 0;
};

Counted Count(std::unique_ptr<ByteReader> bytes, const Options& options) {
  struct Size : Product {
    size_t bytes = 0, capacity = 0;
    size_t Bytes() const override { return sizeof *this; }
  };
  Counted out;
  auto summary = stream::RunBytes(
      std::move(bytes), "made", options,
      [](size_t, Block& block) {
        auto size = std::make_unique<Size>();
        for (const Document& document : block.documents.documents) size->bytes += document.size;
        size->capacity = block.capacity;
        return size;
      },
      [&out](uint32_t, const Input&, std::unique_ptr<Product> product) {
        const Size& size = static_cast<Size&>(*product);
        out.bytes += size.bytes;
        out.largest_block = std::max(out.largest_block, size.capacity);
        return Ok();
      });
  DCV_CHECK(summary.has_value());
  out.summary = *std::move(summary);
  out.documents = out.summary.tally.documents;
  return out;
}

const std::vector<std::string>& Samples() {
  static const std::vector<std::string> samples = {
      "{\"a\":1}\n{\"a\":\"}\\\"\"}\r\n\n{\"bb\":[1,2,{\"c\":\"d\"}]}\nbad\n{\"a\":2}",
      "{\"a\":1}{\"a\":2}[{\"a\":\"\\\\\"}]  {\"a\":{\"b\":{}}}\n\nstray\n{\"a\":3}",
      "{\n \"a\": [\n  1,\n  {\"b\": \"c\"}\n ]\n}\n{\n \"d\": 2\n}\n",
      "[\n{\"a\":1},\n{\"a\":2}\n]\n",
      "\xEF\xBB\xBF plain\n<1>Nov  1 10:00:00 h x: {\"a\":1}\ntype=CWD msg=audit(1.2:3): "
      "cwd=\"/\"\nlast",
      "id,AuditData,z\n1,\"{\"\"a\"\":\"\"x\ny\"\"}\",2\n2,\"{\"\"a\"\":2}\",3\n",
      "name,value,z\na,b,c\n\"d \"\"\n\",e,f\n",
      "{\"index\":{}}\n{\"a\":1}\n{\"create\":{\"_id\":\"x\"}}\n{\"a\":2}\n"};
  return samples;
}

TEST(StreamTest, PiecesAndBlocksDoNotChangeTheDocuments) {
  for (const std::string& text : Samples()) {
    const Outcomes whole = RunText(text);
    ASSERT_FALSE(whole.documents.empty());
    for (size_t piece = 1; piece < text.size(); piece += 1 + piece / 8) {
      for (const size_t block : {size_t{1}, size_t{7}, size_t{30}, size_t{1000}}) {
        const Outcomes cut = RunText(text, Small(block), piece);
        ASSERT_EQ(cut.WithoutOffsets(), whole.WithoutOffsets()) << text << "\n"
                                                                << piece << " " << block;
        ASSERT_EQ(cut.summary.tally, whole.summary.tally) << text;
      }
    }
  }
}

TEST(StreamTest, OffsetsAreThoseOfTheInput) {
  for (const std::string& text : Samples()) {
    for (const Seen& seen : RunText(text, Small(5)).documents) {
      if (seen.offset == 0) continue;
      EXPECT_EQ(text.substr(seen.offset, seen.text.size()), seen.text);
      const auto lines =
          std::count(text.begin(), text.begin() + static_cast<long>(seen.offset), '\n');
      EXPECT_EQ(seen.line, static_cast<uint64_t>(lines) + 1);
    }
  }
}

TEST(StreamTest, RandomTextsInRandomPieces) {
  std::mt19937 random(11);
  const std::string_view alphabet = "{}[]\"\\,:\n\r a1<";
  for (int run = 0; run < 3000; ++run) {
    std::string text = random() % 2 == 0 ? "{" : "";
    const size_t size = random() % 200;
    while (text.size() < size) text += alphabet[random() % alphabet.size()];
    const size_t limit = 10 + random() % 60;
    const Outcomes whole = RunText(text, Small(limit, limit));
    for (const size_t piece : {size_t{1}, 1 + random() % 20}) {
      const Outcomes cut = RunText(text, Small(limit, limit), piece);
      ASSERT_EQ(cut.documents, whole.documents) << text;
      ASSERT_EQ(cut.summary.tally, whole.summary.tally) << text;
    }
  }
}

TEST(StreamTest, AnyNumberOfThreadsDeliversTheSameOrder) {
  const Folder folder("dcv_stream_threads");
  std::mt19937 random(3);
  for (int file = 0; file < 40; ++file) {
    std::string text;
    const size_t lines = file == 7 ? 50'000 : random() % 300;
    for (size_t i = 0; i < lines; ++i) {
      text += "{\"f\":" + std::to_string(file) + ",\"i\":" + std::to_string(i) + "}\n";
    }
    const std::string name = std::to_string(file) + ".json";
    if (file % 9 == 8) {
      folder.Write(name + ".tar", MakeTar({{"x", text}, {"y", text}}));
    } else {
      folder.Write(file % 3 == 0 ? name + ".gz" : name, file % 3 == 0 ? Deflate(text) : text);
    }
  }
  folder.Write("bin", std::string(50, '\0'));
  const Outcomes one = RunPaths({folder.path()}, Small(4096));
  EXPECT_GT(one.documents.size(), 50'000u);
  for (size_t threads = 2; threads <= 8; ++threads) {
    for (const size_t window : {size_t{64} << 20, size_t{1}}) {
      Options options = Small(4096);
      options.threads = threads;
      options.window_bytes = window;
      const Outcomes many = RunPaths({folder.path()}, options);
      ASSERT_EQ(many.documents, one.documents) << threads;
      ASSERT_EQ(many.numbers, one.numbers) << threads;
      Tally tally = many.summary.tally;
      ASSERT_EQ(tally, one.summary.tally) << threads;
      ASSERT_EQ(many.Codes(), one.Codes()) << threads;
    }
  }
}

TEST(StreamTest, ALineOfAGigabyteIsSkippedAndCounted) {
  constexpr uint64_t kGigabyte = uint64_t{1} << 30;
  const std::string before = "{\"a\":1}\n", after = "\n{\"a\":2}\n";
  const auto fill = [&](uint64_t at, char* buffer, size_t size) -> size_t {
    if (at < before.size()) return before.copy(buffer, size, at);
    if (at >= before.size() + kGigabyte) {
      return after.copy(buffer, size, at - before.size() - kGigabyte);
    }
    const auto part = static_cast<size_t>(std::min<uint64_t>(size, before.size() + kGigabyte - at));
    std::memset(buffer, 'x', part);
    return part;
  };
  const Counted out = Count(std::make_unique<Made>(fill), OneThread());
  EXPECT_EQ(out.documents, 2u);
  EXPECT_EQ(out.summary.tally.skipped_documents, 1u);
  EXPECT_EQ(out.summary.tally.bytes, kGigabyte + 17);
  const Diagnostic told = out.summary.diagnostics.Sorted()[0];
  EXPECT_EQ(told.code, "S007");
  EXPECT_EQ(told.place, "line 2, byte 9");
  EXPECT_TRUE(out.summary.incomplete);
}

TEST(StreamTest, AListOverTheLimitIsTakenApart) {
  std::string records;
  for (int i = 0; i < 500; ++i) {
    records += (i > 0 ? ",\n" : "") + ("{\"n\":[" + std::to_string(i) + "]}");
  }
  const std::string texts[] = {
      "{\"next\":\"x\",\"tags\":[1],\"Records\":[" + records + "],\"z\":{\"y\":[1]}}",
      "[" + records + "]", "{\"a\":{\"b\":[" + records + "]}}\n"};
  for (const std::string& text : texts) {
    // Under the limit it is one document.
    EXPECT_EQ(RunText(text).documents.size(), 1u);
    for (const size_t piece : {size_t{3}, MemoryReader::kWhole}) {
      const Outcomes out = RunText(text + "{\"last\":1}", Small(64, 1000), piece);
      ASSERT_EQ(out.documents.size(), 501u) << text.substr(0, 40);
      EXPECT_EQ(out.documents[0].text, "{\"n\":[0]}");
      EXPECT_EQ(out.documents[499].text, "{\"n\":[499]}");
      EXPECT_EQ(out.documents[499].line, 500u);
      EXPECT_EQ(out.documents[500].text, "{\"last\":1}");
      EXPECT_EQ(out.Codes(), (Texts{"S015 a.log"}));
      EXPECT_FALSE(out.summary.incomplete);
    }
  }
  // Two lists in one document, and an element that is too large itself.
  const std::string large = "{\"x\":\"" + std::string(2000, 'x') + "\"}";
  const Outcomes two =
      RunText("{\"a\":[" + records + "," + large + ",1,\"s\\\"]\"],\"b\":[{\"m\":1}]}",
              Small(64, 1000), 50);
  EXPECT_EQ(two.documents.size(), 503u);
  EXPECT_EQ(two.documents[501].text, "\"s\\\"]\"");
  EXPECT_EQ(two.documents[502].text, "{\"m\":1}");
  EXPECT_EQ(two.summary.tally.skipped_documents, 1u);
  // Cut short within the list.
  const Outcomes cut = RunText("[" + records, Small(64, 1000));
  EXPECT_EQ(cut.documents.size(), 500u);
  EXPECT_EQ(cut.Codes(), (Texts{"S010 a.log", "S015 a.log"}));
}

TEST(StreamTest, AListOfGigabytesStaysBounded) {
  const std::string element = "{\"a\":\"" + std::string(990, 'x') + "\"},";
  const auto fill = [&](uint64_t at, char* buffer, size_t size) -> size_t {
    if (at == 0) {
      std::memcpy(buffer, "[", 1);
      return 1;
    }
    if (at > uint64_t{300} << 20) return 0;
    const size_t from = (at - 1) % element.size();
    const size_t part = std::min(size, element.size() - from);
    std::memcpy(buffer, element.data() + from, part);
    return part;
  };
  const Counted out = Count(std::make_unique<Made>(fill), OneThread());
  EXPECT_GT(out.documents, 300'000u);
  EXPECT_LE(out.largest_block, (size_t{64} << 20) + 4096);
}

TEST(StreamTest, ABombStreams) {
  // 64 MB of one letter, a thousand times smaller when packed, twice.
  const std::string bomb = Deflate(Deflate("{\"a\":1}\n" + std::string(64'000'000, 'x')));
  Options options = OneThread();
  options.max_line = 1 << 20;
  const Counted out = Count(std::make_unique<MemoryReader>(bomb), options);
  EXPECT_LT(bomb.size(), 10'000u);
  EXPECT_EQ(out.documents, 1u);
  EXPECT_EQ(out.summary.tally.bytes, 64'000'008u);
  EXPECT_LT(out.largest_block, size_t{4} << 20);
}

TEST(StreamTest, ABombIsNotReadToItsEnd) {
  std::string bomb(4'000'000, 'x');
  for (int i = 0; i < 2; ++i) bomb = Deflate(bomb);
  const std::string text = MakeTar({{"a", bomb}, {"b", bomb}});
  Options options = OneThread();
  options.trusted_bytes = 1 << 20;
  const Outcomes out = RunText(Deflate(text), options);
  EXPECT_EQ(out.Codes(), (Texts{"S016 a.log!a"}));
  EXPECT_LE(out.summary.tally.bytes, 4'000'000u);  // the second member is not read
  EXPECT_TRUE(out.summary.incomplete);
  options.trusted_bytes = uint64_t{1} << 30;
  EXPECT_EQ(RunText(Deflate(text), options).summary.tally.bytes, 8'000'000u);
}

TEST(StreamTest, BracketsWithoutEnd) {
  for (const std::string_view unit : {"[", "{\"a\":", "{", "\"", "[{\"", "0,", "\\"}) {
    std::string text;
    while (text.size() < 300'000) text += unit;
    const Outcomes out = RunText("{" + text, Small(4096, 100'000));
    EXPECT_LT(out.documents.size(), 300'001u);
    EXPECT_EQ(out.summary.tally.bytes, text.size() + 1) << unit;
  }
}

TEST(StreamTest, WhatWaitsIsBounded) {
  // The first file is slow to work on, the others must not run ahead without end.
  const Folder folder("dcv_stream_window");
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
  for (int i = 0; i < 20; ++i) folder.Write(std::to_string(100 + i), text);
  struct Large : Product {
    explicit Large(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
    ~Large() override { --alive_; }
    size_t Bytes() const override { return 1000; }
    std::atomic<int>& alive_;
  };
  std::atomic<int> alive = 0;
  int most = 0;
  Options options = Small(256);
  options.threads = 4;
  options.window_bytes = 30'000;
  const auto summary = stream::Run(
      {folder.path()}, options, [&alive](size_t, Block&) { return std::make_unique<Large>(alive); },
      [&](uint32_t number, const Input&, std::unique_ptr<Product>) {
        most = std::max(most, alive.load());
        if (number == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
        return Ok();
      });
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->tally.documents, 40'000u);
  EXPECT_EQ(alive, 0);
  EXPECT_LE(most, 30 + 4 * 4);
}

TEST(StreamTest, StopAndErrorsEndTheRun) {
  const Folder folder("dcv_stream_stop");
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
  for (int i = 0; i < 5; ++i) folder.Write(std::to_string(i), text);
  for (const size_t threads : {size_t{1}, size_t{4}}) {
    Options options = Small(1024);
    options.threads = threads;
    std::atomic<bool> stop = false;
    std::atomic<size_t> worked = 0;
    Outcomes outcomes;
    const Deliver gather = Gather(outcomes);
    const auto stopped = stream::Run(
        {folder.path()}, options,
        [&worked](size_t, Block& block) {
          worked += block.documents.documents.size();
          return Look(block);
        },
        [&](uint32_t number, const Input& input, std::unique_ptr<Product> product) {
          if (outcomes.documents.size() > 500) stop = true;
          return gather(number, input, std::move(product));
        },
        &stop);
    ASSERT_TRUE(stopped.has_value());
    EXPECT_TRUE(stopped->stopped && stopped->incomplete);
    EXPECT_EQ(outcomes.documents.size(), worked) << threads;  // nothing in flight is lost
    EXPECT_LT(worked, 100'000u);
    const auto failed = stream::Run({folder.path()}, options, Looking(),
                                    [](uint32_t, const Input&, std::unique_ptr<Product>) -> Status {
                                      return InvalidInput("disk full");
                                    });
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().message, "disk full");
  }
}

TEST(StreamTest, BytesMayBeTakenOutOfABlock) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
  struct Owner : Product {
    std::unique_ptr<char[]> bytes;
    Documents documents;
    size_t Bytes() const override { return documents.text.size(); }
  };
  size_t seen = 0;
  const auto summary = stream::RunBytes(
      std::make_unique<MemoryReader>(text), "a", Small(512),
      [](size_t, Block& block) {
        auto owner = std::make_unique<Owner>();
        owner->bytes = std::move(block.bytes);
        owner->documents = block.documents;
        return owner;
      },
      [&](uint32_t, const Input&, std::unique_ptr<Product> product) {
        for (const Document& d : static_cast<Owner&>(*product).documents.documents) {
          const std::string_view whole = static_cast<Owner&>(*product).documents.text;
          EXPECT_EQ(whole.substr(d.begin, d.size), "{\"n\":" + std::to_string(seen++) + "}");
        }
        return Ok();
      });
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(seen, 5000u);
}

}  // namespace
}  // namespace dcv::stream
