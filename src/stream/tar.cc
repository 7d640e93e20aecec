// SPDX-License-Identifier: Apache-2.0
// POSIX.1-1988 ustar and POSIX.1-2001 pax headers, GNU long names and binary sizes.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "stream/archive.h"

namespace dcv::stream {
namespace {

constexpr size_t kBlock = kTarHeaderBytes;
constexpr size_t kMaxHeaderText = size_t{1} << 20;  // of a long name or a pax header
constexpr size_t kMaxName = 1024;

Error Cut(uint64_t at) {
  return InvalidInput("the tar archive is cut short at byte " + std::to_string(at),
                      "copy or download the file again");
}
Error Damaged(std::string_view what, uint64_t at) {
  return InvalidInput("the tar archive has " + std::string(what) + " at byte " + std::to_string(at),
                      "copy or download the file again");
}

std::string_view Field(std::string_view header, size_t at, size_t size) {
  const std::string_view field = header.substr(at, size);
  return field.substr(0, std::min(field.find('\0'), field.size()));
}

// Octal digits, or big-endian binary when the first bit is set.
std::optional<uint64_t> Number(std::string_view header, size_t at, size_t size) {
  const std::string_view raw = header.substr(at, size);
  uint64_t number = 0;
  if ((static_cast<unsigned char>(raw[0]) & 0x80) != 0) {
    for (size_t i = 0; i < raw.size(); ++i) {
      const auto byte = static_cast<unsigned char>(i == 0 ? raw[i] & 0x7F : raw[i]);
      if (number >> 55 != 0) return std::nullopt;
      number = number << 8 | byte;
    }
    return number;
  }
  const std::string_view digits = Trim(Field(header, at, size));
  if (digits.empty()) return 0;
  const auto [end, failed] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, 8);
  if (failed != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

bool ChecksumHolds(std::string_view header) {
  const auto stated = Number(header, 148, 8);
  uint64_t sum = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
  }
  return stated && *stated == sum;
}

bool IsZeros(std::string_view block) {
  return block.find_first_not_of('\0') == block.npos;
}

// What the headers before a member say of it.
struct Told {
  std::string name;
  std::optional<uint64_t> size;
};

// "LENGTH KEY=VALUE\n", LENGTH that of the whole record.
bool ReadPax(std::string_view text, Told& told) {
  while (!text.empty()) {
    size_t length = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), length);
    const auto digits = static_cast<size_t>(end - text.data());
    if (failed != std::errc() || length <= digits + 1 || length > text.size()) return false;
    const std::string_view record = text.substr(digits + 1, length - digits - 2);
    const std::string_view value = record.substr(std::min(record.find('=') + 1, record.size()));
    if (record.starts_with("path=")) told.name = value;
    if (record.starts_with("size=")) {
      uint64_t size = 0;
      const auto [last, wrong] = std::from_chars(value.data(), value.data() + value.size(), size);
      if (wrong != std::errc() || last != value.data() + value.size()) return false;
      told.size = size;
    }
    text.remove_prefix(length);
  }
  return true;
}

class Tar : public Archive {
 public:
  explicit Tar(std::unique_ptr<ByteReader> bytes) : bytes_(std::move(bytes)) {}

  Result<std::optional<Member>> Next() override {
    Told told;
    while (true) {
      DCV_TRY(const bool skipped, SkipRest());
      if (!skipped) return Cut(at_);
      std::array<char, kBlock> block;
      DCV_TRY(const size_t got, Fill(block.data(), kBlock));
      const std::string_view header(block.data(), got);
      if (got == 0 || (got == kBlock && IsZeros(header))) return std::optional<Member>();
      if (got < kBlock) return Cut(at_);
      if (!ChecksumHolds(header)) return Damaged("a bad header", at_ - kBlock);
      const auto stated = Number(header, 124, 12);
      if (!stated || *stated > uint64_t{1} << 60) return Damaged("an absurd size", at_ - kBlock);
      const char type = header[156];
      if (type == 'x' || type == 'L') {
        DCV_TRY(const bool good, ReadAhead(*stated, type == 'L', told));
        if (!good) return Damaged("a bad extended header", at_);
        continue;
      }
      const bool aside = type == 'g' || type == 'K';  // says nothing that is needed here
      left_ = aside ? *stated : told.size.value_or(*stated);
      if (left_ > uint64_t{1} << 60) return Damaged("an absurd size", at_ - kBlock);
      padding_ = (kBlock - left_ % kBlock) % kBlock;
      if (type == '0' || type == '\0' || type == '7' || type == 'S') {
        return std::optional<Member>(Give(header, told));
      }
      if (!aside) told = {};
    }
  }

 private:
  class Bytes : public ByteReader {
   public:
    explicit Bytes(Tar& tar) : tar_(tar) {}
    Result<size_t> Read(char* buffer, size_t size) override {
      const auto part = static_cast<size_t>(std::min<uint64_t>(size, tar_.left_));
      if (part == 0) return size_t{0};
      DCV_TRY(const size_t got, tar_.bytes_->Read(buffer, part));
      if (got == 0) return Cut(tar_.at_);
      tar_.at_ += got;
      tar_.left_ -= got;
      return got;
    }
    uint64_t Consumed() const override { return tar_.bytes_->Consumed(); }

   private:
    Tar& tar_;
  };

  Member Give(std::string_view header, const Told& told) {
    std::string name(Field(header, 0, 100));
    if (header.substr(257, 5) == "ustar" && !Field(header, 345, 155).empty()) {
      name = std::string(Field(header, 345, 155)) + "/" + name;
    }
    Member member;
    member.name = Printable(told.name.empty() ? name : told.name, kMaxName);
    if (header[156] == 'S') {
      member.refused = "is a sparse file";
    } else {
      member.bytes = std::make_unique<Bytes>(*this);
    }
    return member;
  }

  Result<size_t> Fill(char* buffer, size_t size) {
    size_t used = 0;
    while (used < size) {
      DCV_TRY(const size_t got, bytes_->Read(buffer + used, size - used));
      if (got == 0) break;
      used += got;
    }
    at_ += used;
    return used;
  }

  // Over what is left of the last member; false when the archive ends before.
  Result<bool> SkipRest() {
    std::array<char, 64 * kBlock> buffer;
    uint64_t rest = std::exchange(left_, 0) + std::exchange(padding_, 0);
    while (rest > 0) {
      const auto part = static_cast<size_t>(std::min<uint64_t>(rest, buffer.size()));
      DCV_TRY(const size_t got, Fill(buffer.data(), part));
      if (got < part) return false;
      rest -= got;
    }
    return true;
  }

  Result<bool> ReadAhead(uint64_t size, bool long_name, Told& told) {
    if (size > kMaxHeaderText) return false;
    std::string text(static_cast<size_t>(size), '\0');
    DCV_TRY(const size_t got, Fill(text.data(), text.size()));
    if (got < text.size()) return Cut(at_);
    padding_ = (kBlock - size % kBlock) % kBlock;
    if (!long_name) return ReadPax(text, told);
    told.name = text.substr(0, text.find('\0'));
    return true;
  }

  std::unique_ptr<ByteReader> bytes_;
  uint64_t at_ = 0;                  // bytes of the archive that are behind us
  uint64_t left_ = 0, padding_ = 0;  // of the member
};

}  // namespace

bool IsTar(std::string_view head) {
  return head.size() >= kBlock && head[0] != '\0' && ChecksumHolds(head.substr(0, kBlock));
}

std::unique_ptr<Archive> OpenTar(std::unique_ptr<ByteReader> bytes) {
  return std::make_unique<Tar>(std::move(bytes));
}

}  // namespace dcv::stream
