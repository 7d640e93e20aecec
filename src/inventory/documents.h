// SPDX-License-Identifier: Apache-2.0
// The documents of one file: a whole JSON text, a line each (NDJSON), or several JSON texts after
// one another. Memory is bounded by the largest single document allowed, whatever the file's size.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/json.h"
#include "base/result.h"

namespace dcv::inventory {

// What is wrong with a piece of a file that could not be parsed.
struct Unreadable {
  std::string code;   // I002 not JSON, I003 cut short, I011 too large, I012 encoding, I015 empty
  std::string place;  // "line 3, byte 17, at /Rules/2"
  std::string message;
};

class DocumentReader {
 public:
  explicit DocumentReader(size_t max_document_bytes) : max_(max_document_bytes) {}

  // `line` is 1-based for documents of an NDJSON file, 0 when the file is one document.
  using OnDocument = std::function<void(json::Value root, uint32_t line)>;
  // `text` is the beginning of what is wrong: it may be what a command line printed.
  using OnUnreadable = std::function<void(Unreadable what, std::string_view text, uint32_t line)>;

  // Errors are those of reading the bytes (a damaged gzip stream); documents before them were
  // given.
  Status Run(ByteReader& bytes, const OnDocument& document, const OnUnreadable& unreadable);
  uint64_t bytes_read() const { return bytes_read_; }

 private:
  Status RunLarge(ByteReader& bytes, const Result<bool>& ended, const OnDocument& document,
                  const OnUnreadable& unreadable);
  Status RunFilled(ByteReader& bytes, const Result<bool>& ended, const OnDocument& document,
                   const OnUnreadable& unreadable);
  Result<bool> Fill(ByteReader& bytes, size_t limit);
  bool Whole(const OnDocument& document);
  void Pieces(const OnDocument& document, const OnUnreadable& unreadable);
  Status Lines(ByteReader& bytes, const OnDocument& document, const OnUnreadable& unreadable);
  void Line(std::string_view text, const OnDocument& document, const OnUnreadable& unreadable);

  size_t max_;
  json::Parser parser_;
  std::string buffer_;  // used_ bytes of text, then padding
  size_t used_ = 0;
  uint64_t bytes_read_ = 0;
  uint32_t line_ = 0;
};

}  // namespace dcv::inventory
