// SPDX-License-Identifier: Apache-2.0
#include "inventory/read.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>

#include "base/parallel.h"
#include "base/text.h"
#include "inventory/documents.h"
#include "inventory/merge.h"
#include "inventory/no_detections.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace fs = std::filesystem;
namespace {

// What one file gave, with names and file number of its own; merge.h puts the parts together.
class FileReading {
 public:
  FileReading(const catalog::Catalog& catalog, const std::string& path) : catalog_(catalog) {
    part_.inventory.files.push_back({path, {}, 0});
  }

  // `page`: index in an array of pages.
  void Document(json::Value root, uint32_t line, uint32_t page = Place::kNoIndex) {
    const Place document{0, line, "", Place::kNoIndex, page};
    for (size_t i = 0; i < Shapes().size(); ++i) {
      const Shape& shape = Shapes()[i];
      if (!shape.matches(root)) continue;
      Answer answer(catalog_, part_.inventory, document, root);
      shape.read(answer);
      NoteShape(shape.name);
      NotePage(i, shape, root);
      return;
    }
    Answer answer(catalog_, part_.inventory, document, root);
    if (ReadRefusal(answer, {})) return NoteShape("refused call");
    if (IsEmpty(root)) {
      answer.Report("I025", answer.At(""), "an empty answer tells nothing");
      return;
    }
    if (IsListOfPages(root)) {
      uint32_t index = 0;
      for (json::Value element : root.elements()) Document(element, line, index++);
      return;
    }
    if (const OtherAnswer* other = FindOtherAnswer(root); other != nullptr) {
      answer.Report("I026", answer.At(""), std::string(other->name) + ": " + other->why);
      return;
    }
    answer.Report("I004", answer.At(""), "no answer of a known shape" + TopLevel(root));
  }

  void Unreadable(const inventory::Unreadable& what, std::string_view text, uint32_t line) {
    Answer answer(catalog_, part_.inventory, Place{0, line, ""}, {});
    if (what.code != "I015" && ReadRefusal(answer, text)) return NoteShape("refused call");
    Diagnose(what.code, what.place, what.message);
  }

  void Diagnose(std::string code, std::string place, std::string message) {
    part_.inventory.diagnostics.Add(
        {std::move(code), part_.inventory.files[0].path, std::move(place), std::move(message), 1});
  }

  Part Take() { return std::move(part_); }
  Inventory& inventory() { return part_.inventory; }

 private:
  void NoteShape(const std::string& name) {
    auto& shapes = part_.inventory.files[0].shapes;
    if (std::find(shapes.begin(), shapes.end(), name) == shapes.end()) shapes.push_back(name);
  }

  void NotePage(size_t index, const Shape& shape, json::Value root) {
    if (shape.next_page == nullptr) return;
    bool more = false;
    for (std::string_view name : Split(shape.next_page, '|')) {
      more = more || !root.Find(name).text().empty();
    }
    const bool noted = std::any_of(part_.pages.begin(), part_.pages.end(), [&](const Page& page) {
      return page.shape == index && page.more == more;
    });
    if (!noted) part_.pages.push_back({index, more});
  }

  static bool IsListOfPages(json::Value root) {
    if (!root.Is(json::Type::kArray) || root.IsEmptyArray()) return false;
    for (json::Value element : root.elements()) {
      if (!element.Is(json::Type::kObject)) return false;
      if (element.Find("error").Is(json::Type::kObject)) return true;
      for (const Shape& shape : Shapes()) {
        if (shape.matches(element)) return true;
      }
    }
    return false;
  }

  // What Google's APIs and command line print for an empty list of anything.
  static bool IsEmpty(json::Value root) {
    if (root.IsEmptyArray()) return true;
    if (!root.Is(json::Type::kObject)) return false;
    for ([[maybe_unused]] const auto& member : root.members()) return false;
    return true;
  }

  static std::string TopLevel(json::Value root) {
    std::string names;
    size_t shown = 0;
    for (const auto& [name, value] : root.members()) {
      if (++shown > 6) break;
      names += (names.empty() ? ": it has " : ", ") + Printable(name, 40);
    }
    return names.empty() ? ": it is " + std::string(json::ToString(root.type())) : names;
  }

  const catalog::Catalog& catalog_;
  Part part_;
};

Part ReadFileInto(DocumentReader& reader, const catalog::Catalog& catalog,
                  const std::string& path) {
  FileReading reading(catalog, path);
  auto bytes = ByteReader::Open(path);
  if (!bytes) {
    reading.Diagnose("I001", "", bytes.error().message);
    return reading.Take();
  }
  const Status status = reader.Run(
      **bytes, [&](json::Value root, uint32_t line) { reading.Document(root, line); },
      [&](const Unreadable& what, std::string_view text, uint32_t line) {
        reading.Unreadable(what, text, line);
      });
  if (!status) reading.Diagnose("I001", "", status.error().message);
  reading.inventory().bytes = reader.bytes_read();
  return reading.Take();
}

// Documents, rules and pictures lie beside answers in people's folders. Only what is found by
// walking a folder is judged by its name; a file that is named itself is always read.
bool LooksLikeAnswer(const std::string& path) {
  std::string extension = fs::path(path).extension().string();
  for (const char* known :
       {"", ".json", ".ndjson", ".jsonl", ".gz", ".zst", ".txt", ".out", ".log"}) {
    if (EqualsIgnoreCase(extension, known)) return true;
  }
  return false;
}

struct Files {
  std::vector<std::string> answers;  // sorted, each once
  Diagnostics left_out;
};

Result<Files> Expand(const std::vector<std::string>& paths) {
  Files files;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (path == "-" || !fs::is_directory(path, failed)) {
      if (path != "-" && !fs::exists(path, failed)) {
        return NotFound("cannot read " + path + ": no such file or folder");
      }
      files.answers.push_back(path);
      continue;
    }
    DCV_TRY(const std::vector<std::string> below, ListFiles(path));
    if (below.empty()) {
      return InvalidInput("no files below " + path,
                          "give the folder that holds the exported answers");
    }
    for (const std::string& file : below) {
      if (LooksLikeAnswer(file)) {
        files.answers.push_back(file);
      } else {
        files.left_out.Add({"I024", file, "", "left out: no answer by its name", 1});
      }
    }
  }
  std::sort(files.answers.begin(), files.answers.end());
  files.answers.erase(std::unique(files.answers.begin(), files.answers.end()), files.answers.end());
  return files;
}

// Merges each part when all before it have come, while others are still being read: its memory is
// free for the next.
class PartsInOrder {
 public:
  explicit PartsInOrder(const catalog::Catalog& catalog) : merger_(catalog) {}

  void Add(size_t index, Part part) {
    std::unique_lock lock(mutex_);
    waiting_.emplace(index, std::move(part));
    if (merging_) return;  // whoever does will come to this one
    merging_ = true;
    while (!waiting_.empty() && waiting_.begin()->first == next_) {
      auto first = waiting_.extract(waiting_.begin());
      ++next_;
      lock.unlock();
      merger_.Add(std::move(first.mapped()));
      lock.lock();
    }
    merging_ = false;
  }
  Inventory Finish() { return merger_.Finish(); }

 private:
  Merger merger_;  // of the one worker that is merging
  std::mutex mutex_;
  std::map<size_t, Part> waiting_;
  size_t next_ = 0;
  bool merging_ = false;
};

}  // namespace

Result<Inventory> Read(const std::vector<std::string>& paths, const catalog::Catalog& catalog,
                       const ReadOptions& options) {
  DCV_TRY(const Files found, Expand(paths));
  const std::vector<std::string>& files = found.answers;
  const size_t threads = ThreadCount(options.threads, files.size());
  std::vector<DocumentReader> readers;
  for (size_t i = 0; i < threads; ++i) readers.emplace_back(options.max_document_bytes);
  PartsInOrder parts(catalog);
  std::atomic<size_t> done{0};
  std::atomic<uint64_t> bytes{0};
  ParallelFor(files.size(), threads, [&](size_t worker, size_t index) {
    Part part = ReadFileInto(readers[worker], catalog, files[index]);
    bytes += part.inventory.bytes;
    parts.Add(index, std::move(part));
    ++done;
    if (options.progress) options.progress(done, files.size(), bytes);
  });
  Inventory inventory = parts.Finish();
  inventory.diagnostics.Append(found.left_out);
  return inventory;
}

Inventory ReadText(std::string_view text, const std::string& path,
                   const catalog::Catalog& catalog) {
  DocumentReader reader(size_t{16} << 20);
  FileReading reading(catalog, path);
  MemoryReader bytes(text);
  const Status status = reader.Run(
      bytes, [&](json::Value root, uint32_t line) { reading.Document(root, line); },
      [&](const Unreadable& what, std::string_view piece, uint32_t line) {
        reading.Unreadable(what, piece, line);
      });
  if (!status) reading.Diagnose("I001", "", status.error().message);
  Merger merger(catalog);
  merger.Add(reading.Take());
  return merger.Finish();
}

}  // namespace dcv::inventory
