// SPDX-License-Identifier: Apache-2.0
// Any bytes as an exported answer: read, joined with the catalogue, reported. Held to: no crash,
// the figures add up, the report is JSON.
#include <cstdint>
#include <string>

#include "base/files.h"
#include "base/json.h"
#include "inventory/documents.h"
#include "inventory/read.h"
#include "report/report.h"

namespace {

struct Program {
  dcv::DataFiles data = dcv::DataFiles::Packed();
  dcv::DiagnosticCodes codes = *dcv::DiagnosticCodes::Load(data);
  dcv::catalog::Catalog catalog = *dcv::catalog::Catalog::Load(data);
  dcv::attack::Version version = *dcv::attack::Version::Load(data, dcv::attack::kDefaultVersion);
};

// The same bytes where a document may have 64 only: read line by line, the longer ones left out.
void ReadInLines(std::string_view text) {
  dcv::inventory::DocumentReader reader(64);
  dcv::MemoryReader bytes(text, 16);
  const dcv::Status status = reader.Run(
      bytes, [](dcv::json::Value, uint32_t) {},
      [](const dcv::inventory::Unreadable& what, std::string_view, uint32_t) {
        DCV_CHECK(!what.code.empty() && !what.message.empty());
      });
  DCV_CHECK(reader.bytes_read() <= text.size());
  DCV_CHECK(status || status.error().message.starts_with("gave up after"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Program program;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ReadInLines(text);
  const dcv::inventory::Inventory inventory =
      dcv::inventory::ReadText(text, "aws/111122223333/us-east-1/answer.json", program.catalog);
  for (const dcv::inventory::Fact& fact : inventory.facts) {
    DCV_CHECK(fact.source < program.catalog.sources().size());
    DCV_CHECK(fact.account < inventory.names.size() && fact.region < inventory.names.size());
    DCV_CHECK((fact.detection & dcv::inventory::kOwnName) != 0 ||
              fact.detection < program.catalog.detections().size());
    DCV_CHECK(!inventory.Pointer(fact.place).starts_with("//"));
  }
  // Most inputs tell nothing, and the join is slow beside them.
  if (inventory.facts.empty() && inventory.answered.empty() && inventory.tags.empty()) return 0;
  dcv::coverage::Options options;
  options.rollup = size % 2 == 1;
  const dcv::coverage::Coverage coverage =
      dcv::coverage::Evaluate(program.catalog, program.version, inventory, options);
  const auto& totals = coverage.totals;
  DCV_CHECK(totals.covered + totals.partial + totals.none + totals.unknown ==
            coverage.techniques.size());
  dcv::report::Sink sink;
  dcv::report::CoverageJson({program.data, program.codes, program.catalog, program.version},
                            coverage, inventory, sink);
  const size_t length = sink.buffer.size();
  sink.buffer.append(dcv::json::Parser::kPadding, '\0');
  dcv::json::Parser parser;
  DCV_CHECK(parser.Parse(std::string_view(sink.buffer).substr(0, length)).has_value());
  return 0;
}
