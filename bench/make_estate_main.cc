// SPDX-License-Identifier: Apache-2.0
// dcv_make_estate OUT [ACCOUNTS [DETECTIONS_PER_ACCOUNT]]
#include <cstdio>
#include <cstdlib>

#include "inventory/read.h"
#include "jobs/jobs.h"
#include "make_estate.h"

int main(int argc, char** argv) {
  using namespace dcv;
  if (argc < 2) {
    std::fprintf(stderr, "usage: dcv_make_estate OUT [ACCOUNTS [DETECTIONS_PER_ACCOUNT]]\n");
    return 2;
  }
  bench::EstateSize size;
  if (argc > 2) size.accounts = std::strtoull(argv[2], nullptr, 10);
  if (argc > 3) size.detections = std::strtoull(argv[3], nullptr, 10);
  jobs::Program program;
  if (const Status loaded = jobs::LoadProgram("", program); !loaded) {
    std::fprintf(stderr, "%s\n", loaded.error().message.c_str());
    return 2;
  }
  const auto estate = bench::MakeEstate(argv[1], DCV_BENCH_SHAPES, program.catalog, size);
  if (!estate) {
    std::fprintf(stderr, "%s\n", estate.error().message.c_str());
    return 2;
  }
  const auto inventory = inventory::Read({argv[1]}, program.catalog);
  std::printf("%zu accounts, %llu files, %.1f MB of JSON, %zu facts\n", size.accounts,
              static_cast<unsigned long long>(estate->files),
              static_cast<double>(estate->bytes) / 1e6,
              inventory ? inventory->facts.size() : size_t{0});
  return 0;
}
