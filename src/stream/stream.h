// SPDX-License-Identifier: Apache-2.0
// Logs in, blocks of documents out: files, folders, archives and stdin are read, inflated and cut
// into documents by several threads, and what the caller makes of each block is handed back in
// order. Memory is a few blocks per thread, whatever the inputs claim about themselves.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/documents.h"
#include "base/files.h"
#include "base/result.h"

namespace dcv::stream {

// kAuto recognises every input by its first bytes.
enum class Form { kAuto, kJson, kText, kCsv };

struct Options {
  size_t threads = 0;                      // workers; 0 all hardware threads
  size_t block_bytes = size_t{256} << 10;  // aimed at; a longer document has a block of its own
  size_t max_line = size_t{64} << 20;      // a document over it is skipped and counted
  size_t window_bytes = size_t{64} << 20;  // products that may wait for their turn
  // A path that inflates to more, and to over 4,096 times its size, is a bomb and read no further.
  uint64_t trusted_bytes = uint64_t{1} << 30;
  Form form = Form::kAuto;
};

// One text: a file, a member of an archive, stdin.
struct Input {
  std::string name;  // "logs/a.json.gz", "bundle.zip!inner/x.json", "-"
};

// Whole documents of one input. Owns its bytes.
struct Block {
  const Input* input = nullptr;   // alive until the block's product is delivered
  uint64_t offset = 0;            // of the block's first byte in the inflated input (UTF-8)
  uint64_t first_line = 1;        // line of that byte; document i is on first_line + line
  uint64_t raw_bytes = 0;         // bytes of the inflated input that it accounts for
  bool rewritten = false;         // documents.text was made here: offset + begin is no place
  std::unique_ptr<char[]> bytes;  // what documents.text points into
  size_t capacity = 0;            // of bytes
  Documents documents;
};

// What a caller makes of a block.
class Product {
 public:
  virtual ~Product() = default;
  // Memory it holds: what waits for its turn is bounded by it.
  virtual size_t Bytes() const = 0;
};

// Called on any worker, worker in [0, threads), never twice at once for the same worker. Its result
// depends on the block alone. nullptr: nothing to deliver. Whoever wants the block's bytes longer
// than the call takes them out of it.
using Work = std::function<std::unique_ptr<Product>(size_t worker, Block& block)>;
// Called on the thread that called Run, in the order of inputs and blocks, whatever the number of
// threads. `number` counts inputs, skipped ones too, from 0 in the run's order. An Error ends the
// run.
using Deliver =
    std::function<Status(uint32_t number, const Input& input, std::unique_ptr<Product> product)>;

struct Tally {
  uint64_t bytes = 0;              // of inflated text
  uint64_t file_bytes = 0;         // read from disk or stdin
  uint64_t documents = 0;          // handed to Work
  uint64_t inputs = 0;             // texts that were opened, empty ones too
  uint64_t skipped_inputs = 0;     // unreadable, binary, nested too deep, encrypted
  uint64_t broken_inputs = 0;      // read in part: cut short or damaged
  uint64_t left_out = 0;           // files of a folder that are no logs: digests, checksums
  uint64_t skipped_documents = 0;  // over max_line
  uint64_t envelope_lines = 0;     // bulk action lines, CSV headers
  bool operator==(const Tally&) const = default;
};

struct Summary {
  Tally tally;
  Diagnostics diagnostics;  // S0xx, of what was lost or is odd
  bool stopped = false;     // `stop` was set before the end
  // Something that should have been read was not: a diagnostic of loss, or stopped.
  bool incomplete = false;
};

// For a thread that shows it; written while Run runs.
struct Progress {
  std::atomic<uint64_t> file_bytes{0};   // read so far, as on disk
  std::atomic<uint64_t> total_bytes{0};  // of the files found, as on disk; 0 when not known (stdin)
  std::atomic<uint64_t> documents{0};    // worked on
};

// Reads `paths` (files, folders, "-") in the order given, folders sorted. A path that does not
// exist is an Error before anything is read; what goes wrong later is a diagnostic, and the rest is
// read. `stop` set: no new blocks, what is in flight is delivered. `stop` and `progress` may be
// null.
Result<Summary> Run(const std::vector<std::string>& paths, const Options& options, const Work& work,
                    const Deliver& deliver, const std::atomic<bool>* stop = nullptr,
                    Progress* progress = nullptr);

// The same over bytes that are no file. A zip archive is held in memory, up to 256 MiB.
Result<Summary> RunBytes(std::unique_ptr<ByteReader> bytes, std::string name,
                         const Options& options, const Work& work, const Deliver& deliver,
                         const std::atomic<bool>* stop = nullptr, Progress* progress = nullptr);

}  // namespace dcv::stream
