// SPDX-License-Identifier: Apache-2.0
// dcv_coverage_bench FOLDER DCV [ROUNDS [ACCOUNTS [DETECTIONS]]]
// Reading and joining a large estate, beside simdjson alone over the same files. See README.md.
#include <fcntl.h>
#include <simdjson.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/files.h"
#include "base/parallel.h"
#include "inventory/read.h"
#include "jobs/jobs.h"
#include "make_estate.h"
#include "report/report.h"
#include "sample.h"

namespace dcv::bench {
namespace {

constexpr size_t kStarts = 50;

// One reused buffer and parser for each thread: what the JSON library can do at best.
class Yardstick {
 public:
  // False when the file cannot be read or parsed.
  bool Parse(const std::string& path, uint64_t& bytes) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat facts {};
    if (file < 0 || fstat(file, &facts) != 0) return false;
    const auto size = static_cast<size_t>(facts.st_size);
    if (buffer_.size() < size + simdjson::SIMDJSON_PADDING) {
      buffer_.resize(size + simdjson::SIMDJSON_PADDING);
    }
    size_t used = 0;
    for (ssize_t got; used < size && (got = read(file, buffer_.data() + used, size - used)) > 0;) {
      used += static_cast<size_t>(got);
    }
    close(file);
    bytes += used;
    return used == size && parser_.parse(buffer_.data(), size, false).error() == simdjson::SUCCESS;
  }

 private:
  std::vector<char> buffer_;
  simdjson::dom::parser parser_;
};

void ParseAlone(const std::vector<std::string>& files, size_t threads, Sample& sample) {
  const double start = Now();
  std::vector<Yardstick> yardsticks(ThreadCount(threads, files.size()));
  std::vector<uint64_t> bytes(yardsticks.size());
  std::atomic<bool> failed{false};
  ParallelFor(files.size(), threads, [&](size_t worker, size_t index) {
    if (!yardsticks[worker].Parse(files[index], bytes[worker])) failed = true;
  });
  sample.read_s = Now() - start;
  sample.cpu_s = CpuSeconds();
  sample.failed = failed;
  for (uint64_t part : bytes) sample.bytes += part;
  sample.peak_kb = PeakKb();
}

// What `dcv coverage --json -o /dev/null` does, with a clock between the hops.
void ReadAndEvaluate(const jobs::Program& program, const attack::Version& version,
                     const std::vector<std::string>& paths, size_t threads, Sample& sample) {
  const double start = Now();
  inventory::ReadOptions options;
  options.threads = threads;
  const auto inventory = inventory::Read(paths, program.catalog, options);
  sample.failed = !inventory;
  if (!inventory) return;
  const double read = Now();
  const coverage::Coverage coverage = coverage::Evaluate(program.catalog, version, *inventory, {});
  const double evaluated = Now();
  sample.cpu_s = CpuSeconds();
  sample.peak_kb = PeakKb();
  const int null = open("/dev/null", O_WRONLY);
  report::Sink sink;
  sink.write = [&](std::string_view text) {
    sample.failed |= write(null, text.data(), text.size()) < 0;
  };
  const double open_time = Now();
  report::CoverageJson({program.data, program.codes, program.catalog, version, false}, coverage,
                       *inventory, sink);
  sink.Flush();
  sample.json_s = Now() - open_time;
  sample.read_s = read - start;
  sample.evaluate_s = evaluated - read;
  sample.bytes = inventory->bytes;
  sample.facts = inventory->facts.size();
  sample.deployments = coverage.deployments.size();
}

void PrintRow(const char* what, const std::vector<Sample>& samples) {
  const Spread wall = SpreadOf(samples, [](const Sample& s) { return s.work_s(); });
  const Spread cpu = SpreadOf(samples, [](const Sample& s) { return s.cpu_s; });
  const Spread peak =
      SpreadOf(samples, [](const Sample& s) { return static_cast<double>(s.peak_kb) / 1024; });
  const double bytes = static_cast<double>(samples[0].bytes);
  std::printf("| %s | %.3f (%.3f-%.3f) | %.0f | %.3f | %.0f |\n", what, wall.median, wall.min,
              wall.max, bytes / 1e6 / wall.median, cpu.median, peak.max);
}

void PrintSpread(const char* what, const Spread& spread, const char* unit) {
  std::printf("| %s | %.3f (%.3f-%.3f) %s |\n", what, spread.median, spread.min, spread.max, unit);
}

double Start(const std::string& dcv) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::string technique = "technique", id = "T1496", program = dcv;
  char* arguments[] = {program.data(), technique.data(), id.data(), nullptr};
  const double start = Now();
  pid_t child = 0;
  int status = 1;
  if (posix_spawn(&child, dcv.c_str(), &actions, nullptr, arguments, environ) == 0) {
    waitpid(child, &status, 0);
  }
  posix_spawn_file_actions_destroy(&actions);
  return status == 0 ? (Now() - start) * 1000 : -1;
}

struct Setting {
  std::string folder, dcv;
  size_t rounds = 5;
  EstateSize size;
};

void MeasureCases(const jobs::Program& program, const attack::Version& version,
                  const std::vector<std::string>& files, const Setting& setting) {
  const size_t all = std::max(1u, std::thread::hardware_concurrency());
  const std::vector<std::string> paths = {setting.folder};
  std::vector<Sample> alone_one, alone_all, dcv_one, dcv_all;
  for (size_t round = 0; round <= setting.rounds; ++round) {
    const Sample a = InChild([&](Sample& s) { ParseAlone(files, 1, s); });
    const Sample b = InChild([&](Sample& s) { ReadAndEvaluate(program, version, paths, 1, s); });
    const Sample c = InChild([&](Sample& s) { ParseAlone(files, all, s); });
    const Sample d = InChild([&](Sample& s) { ReadAndEvaluate(program, version, paths, all, s); });
    if (a.failed || b.failed || c.failed || d.failed) {
      std::fprintf(stderr, "a run failed\n");
      std::exit(1);
    }
    if (round == 0) continue;  // warms the page cache
    alone_one.push_back(a);
    dcv_one.push_back(b);
    alone_all.push_back(c);
    dcv_all.push_back(d);
  }
  std::printf("\n%.1f MB, %llu facts, %llu deployments, %zu rounds\n\n",
              static_cast<double>(dcv_one[0].bytes) / 1e6,
              static_cast<unsigned long long>(dcv_one[0].facts),
              static_cast<unsigned long long>(dcv_one[0].deployments), setting.rounds);
  std::printf("| case | wall s: median (min-max) | MB/s | CPU s: median | peak MiB |\n");
  std::printf("|---|---|---|---|---|\n");
  PrintRow("simdjson, 1 thread", alone_one);
  PrintRow("dcv read and evaluate, 1 thread", dcv_one);
  PrintRow("simdjson, all threads", alone_all);
  PrintRow("dcv read and evaluate, all threads", dcv_all);
  using Of = double (*)(const Sample&);
  const Of wall = [](const Sample& s) { return s.work_s(); };
  const Of cpu = [](const Sample& s) { return s.cpu_s; };
  auto ratios = [](const std::vector<Sample>& yardstick, const std::vector<Sample>& dcv, Of of) {
    std::vector<double> values;
    for (size_t i = 0; i < dcv.size(); ++i) values.push_back(of(yardstick[i]) / of(dcv[i]));
    return SpreadOf(std::move(values));
  };
  std::printf("\n| measure | median (min-max) |\n|---|---|\n");
  PrintSpread("dcv / simdjson, 1 thread, wall", ratios(alone_one, dcv_one, wall), "");
  PrintSpread("dcv / simdjson, 1 thread, CPU", ratios(alone_one, dcv_one, cpu), "");
  PrintSpread("dcv / simdjson, all threads, wall", ratios(alone_all, dcv_all, wall), "");
  PrintSpread("dcv / simdjson, all threads, CPU", ratios(alone_all, dcv_all, cpu), "");
  PrintSpread("read, 1 thread", SpreadOf(dcv_one, [](const Sample& s) { return s.read_s; }), "s");
  PrintSpread("read, all threads", SpreadOf(dcv_all, [](const Sample& s) { return s.read_s; }),
              "s");
  PrintSpread("evaluate", SpreadOf(dcv_one, [](const Sample& s) { return s.evaluate_s; }), "s");
  PrintSpread("write coverage JSON", SpreadOf(dcv_one, [](const Sample& s) { return s.json_s; }),
              "s");
  PrintSpread(
      "dcv process peak with report",
      SpreadOf(dcv_all,
               [](const Sample& s) { return static_cast<double>(s.process_peak_kb) / 1024; }),
      "MiB");
}

void MeasureGrowth(const jobs::Program& program, const attack::Version& version,
                   const Estate& estate, const Setting& setting) {
  std::printf(
      "\n| accounts | MB | facts | wall s | ms per account | CPU s | CPU s per GB | peak MiB |\n");
  std::printf("|---|---|---|---|---|---|---|---|\n");
  for (size_t accounts : {10, 50, 100, 250, 500}) {
    if (accounts > estate.folders.size()) break;
    const std::vector<std::string> paths(estate.folders.begin(),
                                         estate.folders.begin() + static_cast<ptrdiff_t>(accounts));
    std::vector<Sample> samples;
    for (size_t round = 0; round < setting.rounds; ++round) {
      samples.push_back(
          InChild([&](Sample& s) { ReadAndEvaluate(program, version, paths, 0, s); }));
    }
    const double wall = SpreadOf(samples, [](const Sample& s) { return s.work_s(); }).median;
    const double cpu = SpreadOf(samples, [](const Sample& s) { return s.cpu_s; }).median;
    const double peak =
        SpreadOf(samples, [](const Sample& s) { return static_cast<double>(s.peak_kb); }).max;
    const double bytes = static_cast<double>(samples[0].bytes);
    std::printf("| %zu | %.1f | %llu | %.3f | %.2f | %.3f | %.3f | %.0f |\n", accounts, bytes / 1e6,
                static_cast<unsigned long long>(samples[0].facts), wall,
                wall * 1e3 / static_cast<double>(accounts), cpu, cpu / (bytes / 1e9), peak / 1024);
  }
}

int Run(const Setting& setting) {
  jobs::Program program;
  const Status loaded = jobs::LoadProgram("", program);
  if (!loaded) return std::fprintf(stderr, "%s\n", loaded.error().message.c_str()), 2;
  const auto version = attack::Version::Load(program.data, std::string(attack::kDefaultVersion));
  const auto estate = MakeEstate(setting.folder, DCV_BENCH_SHAPES, program.catalog, setting.size);
  const auto files = ListFiles(setting.folder);
  if (!version || !estate || !files) return std::fprintf(stderr, "cannot make the estate\n"), 2;
  std::printf("%zu accounts, %llu files\n", setting.size.accounts,
              static_cast<unsigned long long>(estate->files));
  MeasureCases(program, *version, *files, setting);
  MeasureGrowth(program, *version, *estate, setting);
  std::vector<double> starts;
  for (size_t i = 0; i < kStarts; ++i) starts.push_back(Start(setting.dcv));
  std::printf("\n| measure | median (min-max) |\n|---|---|\n");
  PrintSpread("dcv technique T1496, whole process", SpreadOf(std::move(starts)), "ms");
  std::printf("| peak of this process | %llu MiB |\n",
              static_cast<unsigned long long>(PeakKb() / 1024));
  return 0;
}

}  // namespace
}  // namespace dcv::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: dcv_coverage_bench FOLDER DCV [ROUNDS [ACCOUNTS [DETECTIONS]]]\n");
    return 2;
  }
  dcv::bench::Setting setting{argv[1], argv[2], 5, {}};
  if (argc > 3) setting.rounds = std::strtoull(argv[3], nullptr, 10);
  if (argc > 4) setting.size.accounts = std::strtoull(argv[4], nullptr, 10);
  if (argc > 5) setting.size.detections = std::strtoull(argv[5], nullptr, 10);
  return dcv::bench::Run(setting);
}
