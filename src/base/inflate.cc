// SPDX-License-Identifier: Apache-2.0
#include "base/inflate.h"

#include <zlib.h>
#include <zstd.h>

#include <array>

namespace dcv {
namespace {

constexpr size_t kInputBytes = 256 * 1024;
// A window over 128 MiB is refused: no provider writes one, and it is memory the sender chooses.
constexpr int kMaxZstdWindowLog = 27;

Error Damaged(const std::string& name, const char* format, const char* what, uint64_t at) {
  return InvalidInput(
      name + ": " + format + " stream is " + what + " near byte " + std::to_string(at),
      "copy or download the file again");
}

// Input side shared by both formats: a buffer that refills from the file.
class Inflater : public ByteReader {
 public:
  Inflater(std::unique_ptr<ByteReader> input, std::string name)
      : input_(std::move(input)), name_(std::move(name)), buffer_(kInputBytes, '\0') {}
  uint64_t Consumed() const override { return input_->Consumed(); }

 protected:
  // False at the end of the file.
  Result<bool> Refill() {
    DCV_TRY(size_, input_->Read(buffer_.data(), buffer_.size()));
    at_ = 0;
    total_ += size_;
    return size_ > 0;
  }

  std::unique_ptr<ByteReader> input_;
  std::string name_;
  std::string buffer_;
  size_t at_ = 0, size_ = 0;
  uint64_t total_ = 0;
};

class GzipReader : public Inflater {
 public:
  GzipReader(std::unique_ptr<ByteReader> input, std::string name)
      : Inflater(std::move(input), std::move(name)) {
    DCV_CHECK(inflateInit2(&stream_, 15 + 16) == Z_OK);
  }
  ~GzipReader() override { inflateEnd(&stream_); }

  Result<size_t> Read(char* out, size_t size) override {
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(size, 1u << 30));
    const uInt wanted = stream_.avail_out;
    if (damaged_) return Damaged(name_, "gzip", "damaged", total_ - (size_ - at_));
    while (stream_.avail_out == wanted) {
      if (at_ == size_) {
        DCV_TRY(const bool more, Refill());
        if (!more && between_members_) return size_t{0};
        if (!more) return Damaged(name_, "gzip", "cut short", total_);
      }
      if (between_members_ && buffer_[at_] == '\0') {  // padding after the last member
        ++at_;
        continue;
      }
      between_members_ = false;
      stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data() + at_);
      stream_.avail_in = static_cast<uInt>(size_ - at_);
      const int code = inflate(&stream_, Z_NO_FLUSH);
      at_ = size_ - stream_.avail_in;
      if (code == Z_STREAM_END) {
        between_members_ = true;
        inflateReset(&stream_);
      } else if (code != Z_OK && code != Z_BUF_ERROR) {
        damaged_ = true;
        if (stream_.avail_out < wanted) break;  // what came out before it is given first
        return Damaged(name_, "gzip", "damaged", total_ - (size_ - at_));
      }
    }
    return static_cast<size_t>(wanted - stream_.avail_out);
  }

 private:
  z_stream stream_ = {};
  bool between_members_ = false, damaged_ = false;
};

class ZstdReader : public Inflater {
 public:
  ZstdReader(std::unique_ptr<ByteReader> input, std::string name)
      : Inflater(std::move(input), std::move(name)), stream_(ZSTD_createDStream()) {
    DCV_CHECK(stream_ != nullptr);
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kMaxZstdWindowLog);
  }
  ~ZstdReader() override { ZSTD_freeDStream(stream_); }
  ZstdReader(const ZstdReader&) = delete;  // owns the stream
  ZstdReader& operator=(const ZstdReader&) = delete;

  Result<size_t> Read(char* out, size_t size) override {
    ZSTD_outBuffer output{out, size, 0};
    while (output.pos == 0) {
      if (at_ == size_) {
        DCV_TRY(const bool more, Refill());
        if (!more && frame_done_) return size_t{0};
        if (!more) return Damaged(name_, "zstd", "cut short", total_);
      }
      ZSTD_inBuffer input{buffer_.data(), size_, at_};
      const size_t code = ZSTD_decompressStream(stream_, &output, &input);
      at_ = input.pos;
      if (ZSTD_isError(code)) {
        return Damaged(name_, "zstd", ZSTD_getErrorName(code), total_ - (size_ - at_));
      }
      frame_done_ = code == 0;
    }
    return output.pos;
  }

 private:
  ZSTD_DStream* stream_;
  bool frame_done_ = false;
};

}  // namespace

std::unique_ptr<ByteReader> InflateGzip(std::unique_ptr<ByteReader> input, std::string name) {
  return std::make_unique<GzipReader>(std::move(input), std::move(name));
}

std::unique_ptr<ByteReader> InflateZstd(std::unique_ptr<ByteReader> input, std::string name) {
  return std::make_unique<ZstdReader>(std::move(input), std::move(name));
}

}  // namespace dcv
