// SPDX-License-Identifier: Apache-2.0
// Cutting a text that arrives in pieces into documents. A splitter knows one form; it keeps its
// state between pieces and copies nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/documents.h"

namespace dcv::stream {

class Splitter {
 public:
  struct Taken {
    size_t bytes = 0;    // of the text: the next call's text begins there
    uint64_t lines = 0;  // line breaks in them
  };
  enum class Oversize { kSkipped, kContainer };

  virtual ~Splitter() = default;
  // Appends the documents that end in `text`, until they have taken `limit` bytes. What is taken
  // may hold no document. `ended`: nothing follows the text, so that its rest is a document too.
  virtual Taken Split(std::string_view text, bool ended, size_t limit,
                      std::vector<Document>& documents) = 0;
  // `text`, from which Split takes nothing, is larger than a document may be. kSkipped: Split will
  // take the document without giving it out. kContainer: its elements become the documents, and
  // text[0, header) is to be dropped.
  virtual Oversize TooLarge(std::string_view text, size_t& header) = 0;
  // The last document given out at the end did not end itself.
  virtual bool cut_short() const { return false; }
};

// A document per line; empty lines are none, a carriage return before the end is not part of it.
std::unique_ptr<Splitter> SplitLines(bool json);
// JSON texts one after the other, with white space, commas or nothing between them, over any number
// of lines. What is no object or array goes to the end of its line.
std::unique_ptr<Splitter> SplitValues();
// Rows of CSV: lines, except that line breaks between quotes belong to the row. The first
// `header_rows` rows are taken and not given out.
std::unique_ptr<Splitter> SplitRows(size_t header_rows);

}  // namespace dcv::stream
