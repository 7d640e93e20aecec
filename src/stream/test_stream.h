// SPDX-License-Identifier: Apache-2.0
// Texts and files through the whole of src/stream, and archives made in memory.
#pragma once

#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <filesystem>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "stream/stream.h"

namespace dcv::stream {

struct Seen {
  std::string input;
  std::string text;
  uint64_t line = 0;
  bool json = true;
  uint64_t offset = 0;  // 0 where the text was rewritten
  bool operator==(const Seen&) const = default;
};

inline void PrintTo(const Seen& seen, std::ostream* out) {
  *out << seen.input << ':' << seen.line << '@' << seen.offset << (seen.json ? " json " : " text ")
       << seen.text;
}

struct Outcomes {
  std::vector<Seen> documents;
  std::vector<uint32_t> numbers;  // of the inputs, per block
  Summary summary;

  std::vector<std::string> Texts() const {
    std::vector<std::string> texts;
    for (const Seen& seen : documents) texts.push_back(seen.text);
    return texts;
  }
  // Where some lines of a block are rewritten, which ones lose their offset depends on the block.
  std::vector<Seen> WithoutOffsets() const {
    std::vector<Seen> seen = documents;
    for (Seen& document : seen) document.offset = 0;
    return seen;
  }
  // "S002 a.json" and so on.
  std::vector<std::string> Codes() const {
    std::vector<std::string> codes;
    for (const Diagnostic& d : summary.diagnostics.Sorted()) codes.push_back(d.code + " " + d.file);
    return codes;
  }
};

struct SeenBlock : Product {
  std::vector<Seen> documents;
  size_t Bytes() const override { return documents.size() * sizeof(Seen); }
};

inline std::unique_ptr<Product> Look(Block& block) {
  auto product = std::make_unique<SeenBlock>();
  for (const Document& document : block.documents.documents) {
    product->documents.push_back(
        {block.input->name, std::string(block.documents.text.substr(document.begin, document.size)),
         block.first_line + document.line, document.json,
         block.rewritten ? 0 : block.offset + document.begin});
  }
  return product;
}

inline Deliver Gather(Outcomes& outcomes) {
  return [&outcomes](uint32_t number, const Input&, std::unique_ptr<Product> product) {
    outcomes.numbers.push_back(number);
    for (Seen& seen : static_cast<SeenBlock&>(*product).documents) {
      outcomes.documents.push_back(std::move(seen));
    }
    return Ok();
  };
}

inline Work Looking() {
  return [](size_t, Block& block) { return Look(block); };
}

inline Options OneThread() {
  Options options;
  options.threads = 1;
  return options;
}

inline Outcomes RunText(std::string_view text, const Options& options = OneThread(),
                        size_t piece = MemoryReader::kWhole, const std::string& name = "a.log") {
  Outcomes outcomes;
  auto summary = RunBytes(std::make_unique<MemoryReader>(text, piece), name, options, Looking(),
                          Gather(outcomes));
  DCV_CHECK(summary.has_value());
  outcomes.summary = *std::move(summary);
  return outcomes;
}

inline Outcomes RunPaths(const std::vector<std::string>& paths,
                         const Options& options = OneThread()) {
  Outcomes outcomes;
  auto summary = Run(paths, options, Looking(), Gather(outcomes));
  DCV_CHECK(summary.has_value());
  outcomes.summary = *std::move(summary);
  return outcomes;
}

// A folder of its own that goes away.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              (name + std::to_string(static_cast<long>(::getpid())))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path() const { return path_.string(); }
  std::string Write(const std::string& name, std::string_view text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    DCV_CHECK(WriteFile(file.string(), text).has_value());
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

// `bits`: 15 + 16 is gzip, -15 deflate alone.
inline std::string Deflate(std::string_view text, int bits = 15 + 16) {
  z_stream stream = {};
  DCV_CHECK(deflateInit2(&stream, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  DCV_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct TarMember {
  std::string name, text;
  char type = '0';
  std::string size_field = {};  // instead of the size in octal
};

inline std::string MakeTar(const std::vector<TarMember>& members) {
  std::string out;
  for (const TarMember& member : members) {
    std::string header(512, '\0');
    header.replace(0, std::min<size_t>(member.name.size(), 100), member.name.substr(0, 100));
    char size[13];
    std::snprintf(size, sizeof size, "%011llo",
                  static_cast<unsigned long long>(member.text.size()));
    const std::string field = member.size_field.empty() ? std::string(size, 11) : member.size_field;
    header.replace(124, field.size(), field);
    header[156] = member.type;
    header.replace(257, 8, std::string("ustar\00000", 8));
    unsigned sum = 8 * ' ';
    for (const char c : header) sum += static_cast<unsigned char>(c);
    char checksum[8];
    std::snprintf(checksum, sizeof checksum, "%06o", sum);
    header.replace(148, 8, std::string(checksum, 6) + '\0' + ' ');
    out += header + member.text;
    out.resize((out.size() + 511) / 512 * 512);
  }
  return out + std::string(1024, '\0');
}

struct ZipMember {
  std::string name, text;
  bool deflated = true;
  uint32_t flags = 0, method = 0;  // method 0: what `deflated` says
  bool bad_checksum = false;
  bool wide = false;  // numbers in a zip64 extra field
};

inline std::string MakeZip(const std::vector<ZipMember>& members, bool wide_end = false) {
  const auto number = [](uint64_t value, size_t bytes) {
    std::string text;
    for (size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
  };
  std::string out, directory;
  for (const ZipMember& member : members) {
    const std::string packed = member.deflated ? Deflate(member.text, -15) : member.text;
    const uint64_t method = member.method != 0 ? member.method : member.deflated ? 8 : 0;
    uint64_t checksum = crc32(0, reinterpret_cast<const Bytef*>(member.text.data()),
                              static_cast<uInt>(member.text.size()));
    if (member.bad_checksum) checksum ^= 1;
    const uint64_t at = out.size();
    const auto sizes = [&](uint64_t low) {
      return number(checksum, 4) + number(low != 0 ? low : packed.size(), 4) +
             number(low != 0 ? low : member.text.size(), 4);
    };
    out += "PK\x03\x04" + number(20, 2) + number(member.flags, 2) + number(method, 2) +
           number(0, 4) + sizes(0) + number(member.name.size(), 2) + number(0, 2) + member.name +
           packed;
    const std::string extra = member.wide
                                  ? number(1, 2) + number(24, 2) + number(member.text.size(), 8) +
                                        number(packed.size(), 8) + number(at, 8)
                                  : std::string();
    directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + number(member.flags, 2) +
                 number(method, 2) + number(0, 4) + sizes(member.wide ? 0xFFFFFFFF : 0) +
                 number(member.name.size(), 2) + number(extra.size(), 2) + number(0, 2) +
                 number(0, 8) + number(member.wide ? 0xFFFFFFFF : at, 4) + member.name + extra;
  }
  const uint64_t at = out.size();
  out += directory;
  if (wide_end) {
    const uint64_t end = out.size();
    out += "PK\x06\x06" + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8) +
           number(members.size(), 8) + number(members.size(), 8) + number(directory.size(), 8) +
           number(at, 8);
    out += "PK\x06\x07" + number(0, 4) + number(end, 8) + number(1, 4);
  }
  return out + "PK\x05\x06" + number(0, 4) + number(wide_end ? 0xFFFF : members.size(), 2) +
         number(wide_end ? 0xFFFF : members.size(), 2) +
         number(wide_end ? 0xFFFFFFFF : directory.size(), 4) +
         number(wide_end ? 0xFFFFFFFF : at, 4) + number(0, 2);
}

}  // namespace dcv::stream
