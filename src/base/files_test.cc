// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/data_files.h"

namespace dcv {
namespace {
namespace fs = std::filesystem;

// An empty folder of this test's own.
std::string Folder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const fs::path path = fs::path(testing::TempDir()) /
                        (std::string("dcv_") + test->test_suite_name() + "_" + test->name());
  fs::remove_all(path);
  fs::create_directories(path);
  return path.string();
}

void Put(const std::string& path, std::string_view text) {
  fs::create_directories(fs::path(path).parent_path());
  ASSERT_TRUE(WriteFile(path, text).has_value());
}

TEST(FilesTest, WriteThenRead) {
  const std::string path = Folder() + "/a";
  std::string text("bytes \0 and \xFF\n", 14);
  ASSERT_TRUE(WriteFile(path, text).has_value());
  EXPECT_EQ(*ReadFile(path), text);
  text.assign(300000, 'x');
  ASSERT_TRUE(WriteFile(path, text).has_value());
  EXPECT_EQ(*ReadFile(path), text);
  ASSERT_TRUE(WriteFile(path, "").has_value());
  EXPECT_EQ(*ReadFile(path), "");
}

TEST(FilesTest, WriteReplacesTheFileWhole) {
  const std::string folder = Folder();
  ASSERT_TRUE(WriteFile(folder + "/a", "old").has_value());
  // Another name of the same file keeps the old text: the new one was never written into it.
  fs::create_hard_link(folder + "/a", folder + "/b");
  ASSERT_TRUE(WriteFile(folder + "/a", "new").has_value());
  EXPECT_EQ(*ReadFile(folder + "/a"), "new");
  EXPECT_EQ(*ReadFile(folder + "/b"), "old");
  EXPECT_FALSE(fs::exists(folder + "/a.part"));
}

TEST(FilesTest, WhatIsNoRegularFileIsWrittenInPlace) {
  const std::string pipe = Folder() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int end = open(pipe.c_str(), O_RDWR);  // so that neither side waits
  ASSERT_GE(end, 0);
  ASSERT_TRUE(WriteFile(pipe, "x").has_value());
  EXPECT_TRUE(fs::is_fifo(pipe));
  char got = 0;
  EXPECT_EQ(read(end, &got, 1), 1);
  EXPECT_EQ(got, 'x');
  close(end);
}

TEST(FilesTest, AWriterThatIsNotClosedLeavesTheFile) {
  const std::string path = Folder() + "/a";
  ASSERT_TRUE(WriteFile(path, "old").has_value());
  {
    auto writer = FileWriter::Open(path);
    ASSERT_TRUE(writer.has_value());
    writer->Write("half of the new");
  }
  EXPECT_EQ(*ReadFile(path), "old");
  EXPECT_FALSE(fs::exists(path + ".part"));
}

TEST(FilesTest, ErrorsNamePathAndReason) {
  const std::string folder = Folder();
  const auto missing = ReadFile(folder + "/none");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().message, "cannot read " + folder + "/none: No such file or directory");
  EXPECT_FALSE(ReadFile(folder).has_value());
  const Status unwritten = WriteFile(folder + "/none/a", "x");
  ASSERT_FALSE(unwritten.has_value());
  EXPECT_EQ(unwritten.error().message,
            "cannot write " + folder + "/none/a: No such file or directory");
  EXPECT_FALSE(ListFiles(folder + "/none").has_value());
  EXPECT_FALSE(ByteReader::Open(folder + "/none").has_value());
}

TEST(FilesTest, ListIsSortedAndLeavesHiddenNamesOut) {
  const std::string folder = Folder();
  for (const char* name : {"/b.json", "/a/z.json", "/a/b/c.json", "/a.json", "/.hidden",
                           "/.git/config", "/a/.b/x.json"}) {
    Put(folder + name, "x");
  }
  fs::create_directories(folder + "/empty");
  const auto files = ListFiles(folder);
  ASSERT_TRUE(files.has_value());
  EXPECT_EQ(*files, (std::vector<std::string>{folder + "/a.json", folder + "/a/b/c.json",
                                              folder + "/a/z.json", folder + "/b.json"}));
}

TEST(FilesTest, ListDoesNotFollowLinksToFolders) {
  const std::string folder = Folder();
  Put(folder + "/in/a.json", "x");
  Put(folder + "/out/b.json", "x");
  fs::create_directory_symlink(folder + "/out", folder + "/in/link");
  fs::create_directory_symlink(folder + "/in", folder + "/in/loop");
  fs::create_symlink(folder + "/out/b.json", folder + "/in/file.json");
  fs::create_symlink(folder + "/nowhere", folder + "/in/broken.json");
  const auto files = ListFiles(folder + "/in");
  ASSERT_TRUE(files.has_value());
  EXPECT_EQ(*files, (std::vector<std::string>{folder + "/in/a.json", folder + "/in/file.json"}));
}

TEST(FilesTest, ShortFilesAreReadAsTheyAre) {
  const std::string path = Folder() + "/a";
  for (const char* text : {"", "x", "\x1f", "\x28\xb5\x2f", "1234", "12345"}) {
    ASSERT_TRUE(WriteFile(path, text).has_value());
    auto reader = ByteReader::Open(path);
    ASSERT_TRUE(reader.has_value());
    std::string out;
    char byte;
    while (true) {
      const auto got = (*reader)->Read(&byte, 1);
      ASSERT_TRUE(got.has_value());
      if (*got == 0) break;
      out += byte;
    }
    EXPECT_EQ(out, text);
    EXPECT_EQ((*reader)->Consumed(), out.size());
  }
}

TEST(DataFilesTest, TheProgramsDataIsPacked) {
  const DataFiles data = DataFiles::Packed();
  const auto files = ListFiles(DCV_SOURCE_DIR "/data");
  ASSERT_TRUE(files.has_value());
  ASSERT_FALSE(files->empty());
  EXPECT_EQ(data.List("").size(), files->size() + data.List("rules/").size());
  EXPECT_FALSE(data.List("rules/").empty());
  for (const std::string& path : *files) {
    const std::string name = fs::path(path).lexically_relative(DCV_SOURCE_DIR "/data").string();
    const auto text = data.Text(name);
    ASSERT_TRUE(text.has_value()) << name;
    EXPECT_TRUE(*text == *ReadFile(path)) << name;
  }
}

TEST(DataFilesTest, ListTakesWhatBeginsSoInOrder) {
  const DataFiles data = DataFiles::Packed();
  const auto paths = data.List("attack/18.1/");
  EXPECT_EQ(paths,
            (std::vector<std::string_view>{"attack/18.1/tactics.tsv", "attack/18.1/techniques.tsv",
                                           "attack/18.1/usage.tsv"}));
  EXPECT_TRUE(data.List("nothing").empty());
  EXPECT_FALSE(data.Has("attack/18.1"));
  const auto missing = data.Text("nothing.tsv");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TEST(DataFilesTest, OverlayAddsAndDoesNotReplace) {
  const std::string folder = Folder();
  Put(folder + "/19.1/tactics.tsv", "replaced");
  Put(folder + "/99.0/tactics.tsv", "added");
  DataFiles data = DataFiles::Packed();
  const std::string before(*data.Text("attack/19.1/tactics.tsv"));
  ASSERT_TRUE(data.Overlay(folder, "attack/").has_value());
  EXPECT_EQ(*data.Text("attack/19.1/tactics.tsv"), before);
  EXPECT_EQ(*data.Text("attack/99.0/tactics.tsv"), "added");
  fs::remove_all(folder);  // read at once, kept by every copy
  const DataFiles copy = data;
  data = DataFiles();
  EXPECT_EQ(*copy.Text("attack/99.0/tactics.tsv"), "added");
}

TEST(DataFilesTest, AFolderInsteadOfThePackedData) {
  const std::string folder = Folder();
  Put(folder + "/catalog/x.tsv", "a\n");
  const auto data = DataFiles::FromDirectory(folder);
  ASSERT_TRUE(data.has_value());
  EXPECT_EQ(data->List(""), (std::vector<std::string_view>{"catalog/x.tsv"}));
  fs::remove(folder + "/catalog/x.tsv");
  EXPECT_FALSE(DataFiles::FromDirectory(folder).has_value());  // nothing in it
  EXPECT_FALSE(DataFiles::FromDirectory(folder + "/none").has_value());
}

}  // namespace
}  // namespace dcv
