// SPDX-License-Identifier: Apache-2.0
// The ZIP file format (APPNOTE 6.3): central directory, zip64, stored and deflated members.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "stream/archive.h"

namespace dcv::stream {
namespace {

constexpr size_t kEndBytes = 22, kEnd64LocatorBytes = 20, kEnd64Bytes = 56;
constexpr size_t kEntryBytes = 46, kLocalBytes = 30;
constexpr size_t kMaxComment = 65535;
constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr size_t kMaxName = 1024;

Error Damaged(const std::string& what) {
  return InvalidInput("the zip archive " + what, "copy or download the file again");
}

uint64_t Little(std::string_view text, size_t at, size_t bytes) {
  uint64_t number = 0;
  for (size_t i = bytes; i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(text[at + i - 1]);
  }
  return number;
}

Result<std::string> ReadText(Store& store, uint64_t at, size_t size) {
  std::string text(size, '\0');
  if (at > store.size()) return Damaged("points behind its end");
  DCV_TRY(const size_t got, store.ReadAt(at, text.data(), size));
  if (got < size) return Damaged("is cut short at byte " + std::to_string(at + got));
  return text;
}

struct Directory {
  uint64_t at = 0, end = 0, entries = 0;
};

// Zip64: the end record points to another one with 64-bit numbers.
Result<Directory> ReadEnd64(Store& store, uint64_t end_at) {
  if (end_at < kEnd64LocatorBytes) return Damaged("has no zip64 directory");
  DCV_TRY(const std::string locator,
          ReadText(store, end_at - kEnd64LocatorBytes, kEnd64LocatorBytes));
  if (!locator.starts_with("PK\x06\x07")) return Damaged("has no zip64 directory");
  DCV_TRY(const std::string end, ReadText(store, Little(locator, 8, 8), kEnd64Bytes));
  if (!end.starts_with("PK\x06\x06")) return Damaged("has no zip64 directory");
  const uint64_t at = Little(end, 48, 8), size = Little(end, 40, 8);
  return Directory{at, at + size, Little(end, 32, 8)};
}

Result<Directory> FindDirectory(Store& store) {
  const auto tail = static_cast<size_t>(std::min<uint64_t>(store.size(), kEndBytes + kMaxComment));
  const uint64_t tail_at = store.size() - tail;
  DCV_TRY(const std::string text, ReadText(store, tail_at, tail));
  for (size_t at = text.rfind("PK\x05\x06"); at != text.npos && text.size() >= kEndBytes;
       at = at == 0 ? text.npos : text.rfind("PK\x05\x06", at - 1)) {
    if (at + kEndBytes > text.size()) continue;
    const std::string_view end = std::string_view(text).substr(at);
    Directory directory{Little(end, 16, 4), 0, Little(end, 10, 2)};
    directory.end = directory.at + Little(end, 12, 4);
    if (directory.at == 0xFFFFFFFF || directory.entries == 0xFFFF) {
      const auto wide = ReadEnd64(store, tail_at + at);
      if (wide || directory.at == 0xFFFFFFFF) {
        DCV_TRY(directory, wide);
      }
    } else if (Little(end, 4, 2) != 0) {
      return Damaged("is one part of several: join them first (zip -s 0)");
    }
    if (directory.end < directory.at || directory.end > store.size()) continue;
    return directory;
  }
  return Damaged("has no directory: it is cut short or damaged at its end");
}

struct Entry {
  std::string name;
  uint32_t flags = 0, method = 0, checksum = 0;
  uint64_t packed = 0, size = 0, at = 0;
};

// 64-bit numbers stand in an extra field, those alone that do not fit, in this order.
void ReadExtra(std::string_view extra, Entry& entry) {
  while (extra.size() >= 4) {
    const size_t size = static_cast<size_t>(Little(extra, 2, 2));
    if (size > extra.size() - 4) return;
    if (Little(extra, 0, 2) == 1) {
      std::string_view numbers = extra.substr(4, size);
      for (uint64_t* number : {&entry.size, &entry.packed, &entry.at}) {
        if (*number != 0xFFFFFFFF || numbers.size() < 8) continue;
        *number = Little(numbers, 0, 8);
        numbers.remove_prefix(8);
      }
      return;
    }
    extra.remove_prefix(4 + size);
  }
}

std::string MethodName(uint32_t method) {
  switch (method) {
    case 9: return "deflate64";
    case 12: return "bzip2";
    case 14: return "LZMA";
    case 93: return "zstd";
    case 95: return "XZ";
    default: return "method " + std::to_string(method);
  }
}

// The bytes of a member, its checksum held to.
class MemberBytes : public ByteReader {
 public:
  MemberBytes(Store& store, Entry entry, uint64_t at)
      : store_(store), entry_(std::move(entry)), at_(at), left_(entry_.packed) {
    if (entry_.method == 8) DCV_CHECK(inflateInit2(&stream_, -15) == Z_OK);
  }
  ~MemberBytes() override {
    if (entry_.method == 8) inflateEnd(&stream_);
  }
  MemberBytes(const MemberBytes&) = delete;  // owns the stream
  MemberBytes& operator=(const MemberBytes&) = delete;

  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t wanted = std::min(size, size_t{1} << 30);
    DCV_TRY(const size_t got, entry_.method == 8 ? Inflate(buffer, wanted) : Copy(buffer, wanted));
    checksum_ = crc32(checksum_, reinterpret_cast<const Bytef*>(buffer), static_cast<uInt>(got));
    given_ += got;
    if (got == 0 && wanted > 0) {
      if (given_ != entry_.size) return Wrong("has another size than the archive says");
      if (checksum_ != entry_.checksum) return Wrong("does not have its checksum");
    }
    return got;
  }
  uint64_t Consumed() const override { return at_; }

 private:
  Error Wrong(const std::string& what) const {
    return InvalidInput("the member " + what + ", near byte " + std::to_string(at_),
                        "copy or download the archive again");
  }

  Result<size_t> Copy(char* buffer, size_t size) {
    const auto part = static_cast<size_t>(std::min<uint64_t>(size, left_));
    DCV_TRY(const size_t got, store_.ReadAt(at_, buffer, part));
    if (got < part) return Wrong("is cut short");
    at_ += got;
    left_ -= got;
    return got;
  }

  Result<size_t> Inflate(char* buffer, size_t size) {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size && !done_) {
      if (stream_.avail_in == 0 && left_ > 0) {
        DCV_TRY(const size_t got, Copy(piece_.data(), piece_.size()));
        stream_.next_in = reinterpret_cast<Bytef*>(piece_.data());
        stream_.avail_in = static_cast<uInt>(got);
      }
      const int code = inflate(&stream_, Z_NO_FLUSH);
      done_ = code == Z_STREAM_END;
      const bool starved = stream_.avail_in == 0 && left_ == 0;
      if (!done_ && stream_.avail_out == size &&
          (starved || (code != Z_OK && code != Z_BUF_ERROR))) {
        return Wrong(starved ? "is cut short" : "is damaged");
      }
      if (code != Z_OK && code != Z_BUF_ERROR && !done_) break;  // told by the next call
    }
    return size - stream_.avail_out;
  }

  Store& store_;
  Entry entry_;
  uint64_t at_, left_, given_ = 0;
  uLong checksum_ = crc32(0, nullptr, 0);
  z_stream stream_ = {};
  bool done_ = false;
  std::array<char, kPieceBytes> piece_;
};

class Zip : public Archive {
 public:
  Zip(std::unique_ptr<Store> store, Directory directory)
      : store_(std::move(store)), directory_(directory), at_(directory.at) {}

  Result<std::optional<Member>> Next() override {
    while (true) {
      if (at_ >= directory_.end) return std::optional<Member>();
      DCV_TRY(Entry entry, ReadEntry());
      if (entry.name.ends_with('/')) continue;
      Member member{Printable(entry.name, kMaxName), nullptr, ""};
      // Members that share their bytes are how a small archive inflates without end.
      packed_ += entry.packed;
      if (packed_ > store_->size()) return Damaged("has members that overlap");
      if ((entry.flags & 1) != 0 || entry.method == 99) {
        member.refused = "is encrypted";
      } else if (entry.method != 0 && entry.method != 8) {
        member.refused = "is compressed with " + MethodName(entry.method);
      } else {
        DCV_TRY(const std::string local, ReadText(*store_, entry.at, kLocalBytes));
        if (!local.starts_with("PK\x03\x04")) return Damaged("has a bad header of " + member.name);
        const uint64_t at = entry.at + kLocalBytes + Little(local, 26, 2) + Little(local, 28, 2);
        member.bytes = std::make_unique<MemberBytes>(*store_, std::move(entry), at);
      }
      return std::optional<Member>(std::move(member));
    }
  }

 private:
  Result<Entry> ReadEntry() {
    DCV_TRY(const std::string head, ReadText(*store_, at_, kEntryBytes));
    if (!head.starts_with("PK\x01\x02")) {
      return Damaged("has a bad directory at byte " + std::to_string(at_));
    }
    const auto name = static_cast<size_t>(Little(head, 28, 2));
    const auto extra = static_cast<size_t>(Little(head, 30, 2));
    DCV_TRY(const std::string rest, ReadText(*store_, at_ + kEntryBytes, name + extra));
    Entry entry;
    entry.name = rest.substr(0, name);
    entry.flags = static_cast<uint32_t>(Little(head, 8, 2));
    entry.method = static_cast<uint32_t>(Little(head, 10, 2));
    entry.checksum = static_cast<uint32_t>(Little(head, 16, 4));
    entry.packed = Little(head, 20, 4);
    entry.size = Little(head, 24, 4);
    entry.at = Little(head, 42, 4);
    ReadExtra(std::string_view(rest).substr(name), entry);
    at_ += kEntryBytes + name + extra + Little(head, 32, 2);
    return entry;
  }

  std::unique_ptr<Store> store_;
  Directory directory_;
  uint64_t at_, packed_ = 0;
};

}  // namespace

Result<std::unique_ptr<Archive>> OpenZip(std::unique_ptr<Store> store) {
  DCV_TRY(const Directory directory, FindDirectory(*store));
  return std::unique_ptr<Archive>(std::make_unique<Zip>(std::move(store), directory));
}

}  // namespace dcv::stream
