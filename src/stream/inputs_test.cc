// SPDX-License-Identifier: Apache-2.0
// Files, folders, compression and archives.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zstd.h>

#include <filesystem>

#include "stream/test_stream.h"

namespace dcv::stream {
namespace {

using Texts = std::vector<std::string>;

std::vector<std::string> Names(const Outcomes& out) {
  std::vector<std::string> names;
  for (const Seen& seen : out.documents) names.push_back(seen.input);
  return names;
}

std::string Zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

TEST(InputsTest, FoldersAreSortedAndWhatIsNoLogIsLeftOut) {
  const Folder folder("dcv_stream_folder");
  folder.Write("b/2.json.gz", Deflate("{\"n\":3}"));
  folder.Write("b/1.json", "{\"n\":2}");
  folder.Write("a.json", "{\"n\":1}");
  folder.Write(".hidden", "{}");
  folder.Write(".git/x.json", "{}");
  folder.Write("AWSLogs/1/CloudTrail-Digest/eu/x.json", "{}");
  folder.Write("c/1_CloudTrail-Digest_eu_x.json.gz", "{}");
  folder.Write("c/a.json.md5", "x");
  const Outcomes out = RunPaths({folder.path()});
  EXPECT_EQ(out.Texts(), (Texts{"{\"n\":1}", "{\"n\":2}", "{\"n\":3}"}));
  EXPECT_EQ(out.documents[2].input, folder.path() + "/b/2.json.gz");
  EXPECT_EQ(out.summary.tally.left_out, 3u);
  EXPECT_EQ(out.Codes(), (Texts{"S006 " + folder.path()}));
  EXPECT_EQ(out.numbers, (std::vector<uint32_t>{0, 1, 2}));
  EXPECT_FALSE(out.summary.incomplete);
  EXPECT_GT(out.summary.tally.file_bytes, 14u);
}

TEST(InputsTest, ProgressCountsBytesOnDisk) {
  const Folder folder("dcv_stream_progress");
  const std::string packed = Deflate("{\"n\":1}\n{\"n\":2}\n");
  const std::string plain = "{\"n\":3}\n";
  const std::string zip = MakeZip({{"a", plain}});
  folder.Write("a.gz", packed);
  folder.Write("b.json", plain);
  folder.Write("c.zip", zip);
  Progress progress;
  Outcomes outcomes;
  const auto summary =
      stream::Run({folder.path()}, OneThread(), Looking(), Gather(outcomes), nullptr, &progress);
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(progress.total_bytes, packed.size() + plain.size() + zip.size());
  EXPECT_EQ(progress.file_bytes, progress.total_bytes);
  EXPECT_EQ(progress.documents, 4u);
  EXPECT_EQ(summary->tally.file_bytes, progress.file_bytes);
  EXPECT_EQ(summary->tally.bytes, 3 * plain.size() + plain.size());
}

TEST(InputsTest, APathThatIsNotThere) {
  Outcomes outcomes;
  const auto summary = stream::Run({"/no/such/file"}, OneThread(), Looking(), Gather(outcomes));
  ASSERT_FALSE(summary.has_value());
  EXPECT_NE(summary.error().message.find("/no/such/file"), std::string::npos);
}

TEST(InputsTest, AFileThatCannotBeReadCostsItselfOnly) {
  const Folder folder("dcv_stream_unreadable");
  folder.Write("a.json", "{\"n\":1}");
  folder.Write("b.json", "{\"n\":2}");
  Options options = OneThread();
  Outcomes outcomes;
  // The second file vanishes while the first is worked on.
  const Work work = [&folder](size_t, Block& block) {
    std::filesystem::remove(folder.path() + "/b.json");
    return Look(block);
  };
  const auto summary = stream::Run({folder.path()}, options, work, Gather(outcomes));
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(outcomes.documents.size(), 1u);
  EXPECT_TRUE(summary->incomplete);
  EXPECT_EQ(summary->diagnostics.Sorted()[0].code, "S001");
}

TEST(InputsTest, CompressedInAnyOrder) {
  const std::string text = "{\"a\":1}\n{\"a\":2}\n";
  EXPECT_EQ(RunText(Deflate(text)).Texts().size(), 2u);
  EXPECT_EQ(RunText(Zstd(text)).Texts().size(), 2u);
  EXPECT_EQ(RunText(Deflate("{\"a\":1}") + Deflate("{\"a\":2}")).Texts(),
            (Texts{"{\"a\":1}", "{\"a\":2}"}));
  EXPECT_EQ(RunText(Deflate(Zstd(Deflate(text)))).Texts().size(), 2u);
  std::string deep = text;
  for (int i = 0; i < 6; ++i) deep = Deflate(deep);
  EXPECT_EQ(RunText(deep).Codes(), (Texts{"S008 a.log"}));
}

TEST(InputsTest, ACutOrDamagedStreamGivesWhatCameBefore) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "{\"n\":" + std::to_string(i * 7919 % 100'003) + "}\n";
  const std::string whole = Deflate(text);
  const Outcomes cut = RunText(whole.substr(0, whole.size() / 2));
  EXPECT_GT(cut.documents.size(), 10'000u);
  EXPECT_EQ(cut.Codes(), (Texts{"S002 a.log"}));
  EXPECT_NE(cut.summary.diagnostics.Sorted()[0].message.find("cut short"), std::string::npos);
  EXPECT_TRUE(cut.summary.incomplete);
  std::string damaged = whole;
  damaged[damaged.size() - 6] ^= 1;  // in the checksum
  const Outcomes wrong = RunText(damaged);
  EXPECT_EQ(wrong.documents.size(), 50'000u);
  EXPECT_EQ(wrong.Codes(), (Texts{"S002 a.log"}));
  EXPECT_EQ(wrong.summary.tally.broken_inputs, 1u);
}

TEST(InputsTest, Tar) {
  const std::string tar = MakeTar({{"d/", "", '5'},
                                   {"d/a.json", "{\"a\":1}\n{\"a\":2}"},
                                   {"link", "", '2'},
                                   {"x", "29 path=long/name/of/it.json\n", 'x'},
                                   {"short", "{\"a\":3}"},
                                   {"L", std::string("gnu/long.json\0", 14), 'L'},
                                   {"K", std::string("target\0", 7), 'K'},
                                   {"short", Deflate("{\"a\":4}")},
                                   {"._a.json", "x"},
                                   {"empty", ""}});
  for (const std::string& text : {tar, Deflate(tar), Zstd(tar)}) {
    const Outcomes out = RunText(text, OneThread(), 100, "b.tar");
    EXPECT_EQ(out.Texts(), (Texts{"{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":4}"}));
    EXPECT_EQ(Names(out), (Texts{"b.tar!d/a.json", "b.tar!d/a.json", "b.tar!long/name/of/it.json",
                                 "b.tar!gnu/long.json"}));
    EXPECT_EQ(out.numbers, (std::vector<uint32_t>{0, 1, 2}));
    EXPECT_EQ(out.summary.tally.inputs, 4u);
  }
}

TEST(InputsTest, TarThatLies) {
  const std::string absurd("\x80\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12);
  const std::string large = "77777777777";  // 8 GiB
  const std::string good = MakeTar({{"a", "{\"a\":1}"}});
  const std::string head = good.substr(0, 1024);
  EXPECT_EQ(RunText(head + MakeTar({{"b", "x", '0', absurd}})).Codes(), (Texts{"S003 a.log"}));
  const std::string lying = MakeTar({{"b", "{\"a\":2}" + std::string(1017, '\n'), '0', large}});
  const Outcomes cut = RunText(head + lying.substr(0, lying.size() - 1024));
  EXPECT_EQ(cut.documents.size(), 2u);
  EXPECT_EQ(cut.Codes(), (Texts{"S003 a.log", "S002 a.log!b"}));
  std::string wrong = MakeTar({{"b", "{\"a\":2}"}});
  wrong[0] = 'c';  // the checksum is not that of the header any more
  EXPECT_EQ(RunText(head + wrong).Codes(), (Texts{"S003 a.log"}));
  EXPECT_EQ(RunText(head + MakeTar({{"x", "99999 path=y\n", 'x'}, {"b", "{}"}})).Codes(),
            (Texts{"S003 a.log"}));
  const Outcomes sparse = RunText(head + MakeTar({{"b", "x", 'S'}, {"c", "{\"a\":3}"}}));
  EXPECT_EQ(sparse.Codes(), (Texts{"S004 a.log!b"}));
  EXPECT_EQ(sparse.documents.size(), 2u);
}

TEST(InputsTest, Zip) {
  const std::vector<ZipMember> members = {
      {"in/a.json", "{\"a\":1}"},
      {"in/", "", false},
      {"in/b.json", "{\"a\":2}", false},
      {"__MACOSX/in/._b.json", "x"},
      {"c.json.gz", Deflate("{\"a\":3}"), false, 0, 0, false, true}};
  const Folder folder("dcv_stream_zip");
  for (const bool wide : {false, true}) {
    const std::string zip = MakeZip(members, wide);
    const std::string file = folder.Write("x.zip", zip);
    for (const Outcomes& out : {RunPaths({file}), RunText(zip, OneThread(), 100, file)}) {
      EXPECT_EQ(out.Texts(), (Texts{"{\"a\":1}", "{\"a\":2}", "{\"a\":3}"}));
      EXPECT_EQ(Names(out), (Texts{file + "!in/a.json", file + "!in/b.json", file + "!c.json.gz"}));
      EXPECT_TRUE(out.Codes().empty());
    }
  }
}

TEST(InputsTest, ZipThatIsNotWhatItSays) {
  const Outcomes out = RunText(MakeZip({{"a", "{\"a\":1}", true, 0, 0, true},
                                        {"b", "{\"a\":2}", true, 1},
                                        {"c", "{\"a\":3}", false, 0, 12},
                                        {"d", "{\"a\":4}"}}));
  EXPECT_EQ(out.Texts(), (Texts{"{\"a\":1}", "{\"a\":4}"}));
  EXPECT_EQ(out.Codes(), (Texts{"S002 a.log!a", "S004 a.log!b", "S004 a.log!c"}));
  EXPECT_EQ(out.summary.diagnostics.Sorted()[1].message, "the member is encrypted");
  EXPECT_EQ(out.summary.diagnostics.Sorted()[2].message, "the member is compressed with bzip2");
  const std::string zip = MakeZip({{"a", "{\"a\":1}"}});
  EXPECT_EQ(RunText(zip.substr(0, zip.size() - 30)).Codes(), (Texts{"S003 a.log"}));
  // Ten directory entries that share one member's bytes.
  const std::string text(100'000, ' ');
  const std::string one = MakeZip({{"a", text, false}});
  const size_t entry = one.find("PK\x01\x02");
  const std::string record = one.substr(entry, 46 + 1);
  std::string many = one.substr(0, entry);
  for (int i = 0; i < 10; ++i) many += record;
  std::string end = one.substr(entry + record.size());
  end[8] = end[10] = 10;
  end[12] = static_cast<char>(10 * record.size() & 0xFF);
  end[13] = static_cast<char>(10 * record.size() >> 8);
  const Outcomes shared = RunText(many + end);
  ASSERT_FALSE(shared.Codes().empty());
  EXPECT_NE(shared.summary.diagnostics.Sorted()[0].message.find("overlap"), std::string::npos);
}

TEST(InputsTest, ArchivesInArchives) {
  const std::string inner = MakeTar({{"a.json", "{\"a\":1}"}});
  const std::string zip = MakeZip({{"i.tar.gz", Deflate(inner), false}});
  const Outcomes out = RunText(MakeTar({{"o.zip", zip}, {"b.json", "{\"a\":2}"}}));
  EXPECT_EQ(Names(out), (Texts{"a.log!o.zip!i.tar.gz!a.json", "a.log!b.json"}));
  std::string deep = "{\"a\":1}";
  for (int i = 0; i < 4; ++i) deep = MakeTar({{"x", deep}, {"y.json", "{\"a\":2}"}});
  const Outcomes limited = RunText(deep);
  EXPECT_EQ(limited.documents.size(), 3u);
  EXPECT_EQ(limited.Codes(), (Texts{"S008 a.log!x!x!x"}));
}

TEST(InputsTest, APipe) {
  const Folder folder("dcv_stream_pipe");
  const std::string path = folder.path() + "/p";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::atomic<size_t> seen = 0;
  std::atomic<bool> stop = false;
  // The writer waits for the first line to come through before it writes the second.
  std::thread writer([&] {
    FILE* pipe = std::fopen(path.c_str(), "w");
    std::fputs("{\"a\":1}\n", pipe);
    std::fflush(pipe);
    while (seen == 0) std::this_thread::yield();
    std::fputs("{\"a\":2}\n", pipe);
    std::fflush(pipe);
    while (seen == 1) std::this_thread::yield();
    stop = true;
    while (seen < 99) std::this_thread::yield();
    std::fclose(pipe);
  });
  const Work work = [](size_t, Block& block) { return Look(block); };
  const Deliver deliver = [&seen](uint32_t, const Input&, std::unique_ptr<Product>) {
    ++seen;
    return Ok();
  };
  Options options;
  options.threads = 2;
  const auto summary = stream::Run({path}, options, work, deliver, &stop);
  seen = 99;
  writer.join();
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->tally.documents, 2u);
  EXPECT_TRUE(summary->stopped);
  EXPECT_TRUE(summary->incomplete);
}

}  // namespace
}  // namespace dcv::stream
