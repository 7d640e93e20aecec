// SPDX-License-Identifier: Apache-2.0
#include "stream/paths.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "base/text.h"

namespace dcv::stream {
namespace fs = std::filesystem;
namespace {

constexpr size_t kMaxDepth = 256;

struct Entry {
  std::string name;
  bool folder = false;
  uint64_t bytes = 0;
};

class Walk {
 public:
  Walk(Files& files, Notes& notes) : files_(files), notes_(notes) {}

  void Folder(const std::string& path, size_t depth) {
    if (depth > kMaxDepth) return Unread(path, "folders are nested over 256 deep");
    for (const Entry& entry : Entries(path)) {
      const std::string child = path.ends_with('/') ? path + entry.name : path + "/" + entry.name;
      if (entry.folder) {
        Folder(child, depth + 1);
      } else if (IsNoLog(child)) {
        ++left_out_;
      } else {
        files_.paths.push_back(child);
        files_.bytes += entry.bytes;
      }
    }
  }
  uint64_t left_out() const { return left_out_; }

 private:
  void Unread(const std::string& path, const std::string& why) {
    ++notes_.tally.skipped_inputs;
    notes_.Lost("S014", path, "", why);
  }

  std::vector<Entry> Entries(const std::string& path) {
    std::vector<Entry> entries;
    std::error_code failed;
    fs::directory_iterator it(path, failed), end;
    while (!failed && it != end) {
      const std::string name = it->path().filename().string();
      std::error_code gone;  // between listing and asking
      const bool folder = it->is_directory(gone) && !it->is_symlink(gone);
      if (!IsHidden(name) && (folder || it->is_regular_file(gone))) {
        const auto bytes = folder ? 0 : it->file_size(gone);
        entries.push_back({name, folder, gone ? 0 : bytes});
      }
      it.increment(failed);
    }
    if (failed) Unread(path, failed.message());
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
  }

  Files& files_;
  Notes& notes_;
  uint64_t left_out_ = 0;
};

}  // namespace

bool IsHidden(std::string_view path) {
  for (const std::string_view part : Split(path, '/')) {
    if (part == "__MACOSX") return true;
    if (part.starts_with('.') && part != "." && part != "..") return true;
  }
  return false;
}

bool IsNoLog(std::string_view path) {
  constexpr std::array<std::string_view, 6> kEnds = {".md5",    ".sha1", ".sha256",
                                                     ".sha512", ".crc",  ".sha256sum"};
  if (path.find("/CloudTrail-Digest/") != path.npos) return true;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.find("_CloudTrail-Digest_") != name.npos) return true;
  if (name == "_SUCCESS" || name == "SHA256SUMS" || name == "MD5SUMS") return true;
  const std::string lower = Lower(name);
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&lower](std::string_view end) { return lower.ends_with(end); });
}

Result<Files> FindFiles(const std::vector<std::string>& paths, Notes& notes) {
  Files files;
  for (const std::string& path : paths) {
    std::error_code failed;
    const fs::file_status status = path == "-" ? fs::file_status() : fs::status(path, failed);
    if (path != "-" && !fs::exists(status)) {
      return NotFound(
          "cannot read " + path + ": " + (failed ? failed.message() : "No such file or directory"),
          "give files, folders, or - for standard input");
    }
    if (!fs::is_directory(status)) {
      files.paths.push_back(path);
      const auto bytes = fs::is_regular_file(status) ? fs::file_size(path, failed) : 0;
      files.bytes += failed ? 0 : bytes;
      continue;
    }
    Walk walk(files, notes);
    walk.Folder(path, 0);
    if (walk.left_out() == 0) continue;
    notes.tally.left_out += walk.left_out();
    notes.Odd("S006", path, "",
              std::to_string(walk.left_out()) + " digest and checksum files were left out");
  }
  return files;
}

}  // namespace dcv::stream
