// SPDX-License-Identifier: Apache-2.0
// dcv_rules_bench DIR [ROUNDS [COPIES]]: parsing, lowering and checking all Sigma rules below DIR,
// one thread, against libyaml alone reading the events of the same bytes. COPIES repeats the rules
// in memory under new ids (100,000 rules are 32 copies of SigmaHQ's).
#include <sys/resource.h>
#include <yaml.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "attack/attack.h"
#include "base/files.h"
#include "ir/lower.h"
#include "lint/lint.h"
#include "logsource/logsource.h"
#include "sigma/parse.h"

namespace dcv {
namespace {

using Clock = std::chrono::steady_clock;

struct Corpus {
  std::vector<std::string> paths, texts;
  size_t bytes = 0;
};

// Each copy's ids differ in their first eight digits, so that none is a duplicate.
void AddCopy(const Corpus& base, size_t copy, Corpus& out) {
  for (size_t i = 0; i < base.texts.size(); ++i) {
    std::string text = base.texts[i];
    if (copy > 0) {
      char digits[9];
      std::snprintf(digits, sizeof digits, "%08zx", copy);
      const size_t id = text.find("\nid: ");
      if (id != std::string::npos) text.replace(id + 5, 8, digits);
    }
    out.bytes += text.size();
    out.paths.push_back(base.paths[i] + (copy > 0 ? "." + std::to_string(copy) : ""));
    out.texts.push_back(std::move(text));
  }
}

Result<Corpus> LoadCorpus(const std::string& directory, size_t copies) {
  Corpus base, out;
  DCV_TRY(const std::vector<std::string> files, ListFiles(directory));
  for (const std::string& file : files) {
    if (!file.ends_with(".yml")) continue;
    DCV_TRY(std::string text, ReadFile(file));
    base.paths.push_back(file);
    base.texts.push_back(std::move(text));
  }
  for (size_t copy = 0; copy < copies; ++copy) AddCopy(base, copy, out);
  return out;
}

size_t ScanYaml(const Corpus& corpus) {
  size_t events = 0;
  for (const std::string& text : corpus.texts) {
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
    bool more = true;
    while (more) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser, &event) == 0) break;
      more = event.type != YAML_STREAM_END_EVENT;
      yaml_event_delete(&event);
      ++events;
    }
    yaml_parser_delete(&parser);
  }
  return events;
}

struct Times {
  double parse = 0, lower = 0, check = 0;
  size_t rules = 0, lowered = 0, findings = 0;
  double total() const { return parse + lower + check; }
};

double Milliseconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

Result<Times> RunDcv(const Corpus& corpus, const DataFiles& data,
                     const logsource::Registry& registry, const attack::Version& version) {
  Times times;
  const auto begin = Clock::now();
  std::vector<lint::Input> inputs;
  inputs.reserve(corpus.texts.size());
  for (size_t i = 0; i < corpus.texts.size(); ++i) {
    inputs.push_back({corpus.paths[i], corpus.texts[i], sigma::Parse(corpus.texts[i])});
  }
  const auto parsed = Clock::now();
  std::vector<ir::Source> sources;
  for (uint32_t i = 0; i < inputs.size(); ++i) {
    for (const auto& document : inputs[i].file.documents) sources.push_back({&document, i});
  }
  const ir::Lowered lowered = ir::Lower(sources, {&registry});
  const auto lowered_at = Clock::now();
  lint::Options options;
  options.attack = std::string(version.name());
  DCV_TRY(const std::vector<lint::Finding> findings,
          lint::Run(inputs, lowered, registry, data, version, options));
  const auto end = Clock::now();
  times.parse = Milliseconds(begin, parsed);
  times.lower = Milliseconds(parsed, lowered_at);
  times.check = Milliseconds(lowered_at, end);
  times.rules = sources.size();
  times.lowered = lowered.program.rules.size();
  times.findings = findings.size();
  return times;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Main(const std::string& directory, size_t rounds, size_t copies) {
  const DataFiles data = DataFiles::Packed();
  const auto corpus = LoadCorpus(directory, copies);
  const auto registry = logsource::Registry::Load(data);
  const auto version = attack::Version::Load(data, attack::kDefaultVersion);
  if (!corpus || !registry || !version) {
    std::fprintf(stderr, "cannot load: %s\n",
                 (!corpus     ? corpus.error()
                  : !registry ? registry.error()
                              : version.error())
                     .message.c_str());
    return 2;
  }
  std::vector<double> yaml, parse, lower, check, total, ratio;
  Times last;
  for (size_t round = 0; round < rounds + 1; ++round) {
    const auto begin = Clock::now();
    const size_t events = ScanYaml(*corpus);
    const double scan = Milliseconds(begin, Clock::now());
    const auto times = RunDcv(*corpus, data, *registry, *version);
    if (!times || events == 0) return 70;
    if (round == 0) continue;  // warms caches
    last = *times;
    yaml.push_back(scan);
    parse.push_back(times->parse);
    lower.push_back(times->lower);
    check.push_back(times->check);
    total.push_back(times->total());
    ratio.push_back(times->total() / scan);
  }
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%zu files, %.1f MB, %zu rules, %zu lowered, %zu findings; %zu rounds, one thread\n",
              corpus->texts.size(), static_cast<double>(corpus->bytes) / 1e6, last.rules,
              last.lowered, last.findings, rounds);
  std::printf("libyaml events        %9.1f ms\n", Median(yaml));
  std::printf("dcv parse             %9.1f ms\n", Median(parse));
  std::printf("dcv lower             %9.1f ms\n", Median(lower));
  std::printf("dcv check             %9.1f ms\n", Median(check));
  std::printf("dcv in all            %9.1f ms\n", Median(total));
  std::printf("dcv / libyaml         %9.2f (%.2f-%.2f)\n", Median(ratio),
              *std::min_element(ratio.begin(), ratio.end()),
              *std::max_element(ratio.begin(), ratio.end()));
  std::printf("peak memory           %9.0f MiB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  return 0;
}

}  // namespace
}  // namespace dcv

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: dcv_rules_bench DIR [ROUNDS [COPIES]]\n");
    return 2;
  }
  const auto number = [&](int i, size_t otherwise) {
    return argc > i ? static_cast<size_t>(std::max(1, std::atoi(argv[i]))) : otherwise;
  };
  return dcv::Main(argv[1], number(2, 5), number(3, 1));
}
