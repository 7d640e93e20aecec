// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <utility>

#include "stream/bytes.h"

namespace dcv::stream {
namespace {

constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr uint32_t kReplacement = 0xFFFD, kMark = 0xFEFF;

void AppendUtf8(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    if (c < 0x10000) {
      out += static_cast<char>(0xE0 | c >> 12);
    } else {
      out += static_cast<char>(0xF0 | c >> 18);
      out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    }
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

class Utf16Bytes : public ByteReader {
 public:
  Utf16Bytes(std::unique_ptr<ByteReader> bytes, bool big_endian)
      : bytes_(std::move(bytes)), big_endian_(big_endian) {}

  Result<size_t> Read(char* buffer, size_t size) override {
    while (at_ == text_.size() && !ended_) {
      text_.clear();
      at_ = 0;
      std::string piece(kPieceBytes, '\0');
      DCV_TRY(const size_t got, bytes_->Read(piece.data(), piece.size()));
      piece.resize(got);
      ended_ = got == 0;
      for (const char c : piece) Take(static_cast<unsigned char>(c));
      if (ended_) Finish();
    }
    const size_t part = std::min(size, text_.size() - at_);
    std::memcpy(buffer, text_.data() + at_, part);
    at_ += part;
    return part;
  }
  uint64_t Consumed() const override { return bytes_->Consumed(); }

 private:
  void Take(unsigned char byte) {
    if (!half_) {
      first_ = byte;
      half_ = true;
      return;
    }
    half_ = false;
    const uint32_t unit = big_endian_ ? uint32_t{first_} << 8 | byte : uint32_t{byte} << 8 | first_;
    const bool low = unit >= 0xDC00 && unit < 0xE000;
    if (high_ != 0 && low) {
      AppendUtf8(text_, 0x10000 + ((std::exchange(high_, 0) - 0xD800) << 10) + (unit - 0xDC00));
      return;
    }
    if (std::exchange(high_, 0) != 0) AppendUtf8(text_, kReplacement);
    if (unit >= 0xD800 && unit < 0xDC00) {
      high_ = unit;
    } else if (low) {
      AppendUtf8(text_, kReplacement);
    } else if (unit != kMark || begun_) {
      AppendUtf8(text_, unit);
    }
    begun_ = true;
  }
  void Finish() {
    if (half_ || high_ != 0) AppendUtf8(text_, kReplacement);
    half_ = false;
    high_ = 0;
  }

  std::unique_ptr<ByteReader> bytes_;
  bool big_endian_;
  std::string text_;
  size_t at_ = 0;
  bool ended_ = false, begun_ = false, half_ = false;
  unsigned char first_ = 0;
  uint32_t high_ = 0;  // a high surrogate that waits for its low one
};

}  // namespace

std::unique_ptr<ByteReader> FromUtf16(std::unique_ptr<ByteReader> bytes, bool big_endian) {
  return std::make_unique<Utf16Bytes>(std::move(bytes), big_endian);
}

}  // namespace dcv::stream
