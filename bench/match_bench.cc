// SPDX-License-Identifier: Apache-2.0
// dcv_match_bench RULES LOG [ROUNDS [COPIES [MODE]]]: all rules below RULES over the lines of LOG,
// held in memory, on one thread, against a scan for newlines and simdjson parsing each line, all in
// CPU time of the thread. COPIES makes variants of the rules (other literals), for how cost grows
// with their number. Nothing is switched on that users do not run.
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/files.h"
#include "base/json.h"
#include "ir/lower.h"
#include "match/engine.h"
#include "sigma/parse.h"

namespace dcv {
namespace {

double CpuSeconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

template <typename Work>
double Timed(const Work& work) {
  const double begin = CpuSeconds();
  work();
  return CpuSeconds() - begin;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

constexpr size_t kBlock = 256 << 10;

// The text in blocks of whole lines, as dcv::stream cuts it.
template <typename Each>
void ForEachBlock(std::string_view text, const Each& each) {
  Documents documents;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(at + kBlock, text.size());
    while (end < text.size() && text[end - 1] != '\n') ++end;
    documents.text = text.substr(at, end - at);
    documents.documents.clear();
    for (size_t line = 0; line < documents.text.size();) {
      const char* const begin = documents.text.data() + line;
      const auto* stop =
          static_cast<const char*>(std::memchr(begin, '\n', documents.text.size() - line));
      const size_t size =
          stop == nullptr ? documents.text.size() - line : static_cast<size_t>(stop - begin);
      documents.documents.push_back({static_cast<uint32_t>(line), static_cast<uint32_t>(size),
                                     static_cast<uint32_t>(documents.documents.size()), true});
      line += size + 1;
    }
    each(documents);
    at = end;
  }
}

// The text in slices of whole lines, over which the ways take turns, so that what else the machine
// does meets all alike.
template <typename Each>
void ForEachSlice(std::string_view text, const Each& each) {
  constexpr size_t kSlice = size_t{4} << 20;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(at + kSlice, text.size());
    while (end < text.size() && text[end - 1] != '\n') ++end;
    each(text.substr(at, end - at));
    at = end;
  }
}

struct Rules {
  std::vector<std::string> texts;
  std::vector<sigma::File> files;
  ir::Lowered lowered;
};

// A variant asks for other texts: each letter k positions on in the alphabet, in values only.
std::string Variant(const std::string& text, size_t copy) {
  if (copy == 0) return text;
  std::string out;
  bool value = false, quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') value = false;
    if (c == '\'') quoted = !quoted;
    const bool in_detection =
        text.rfind("\ndetection:", i) != text.npos && (text.find("\n    condition:") > i);
    const bool starts = (c == ':' || c == '-') && i + 1 < text.size() && text[i + 1] == ' ';
    if (starts && !quoted) value = in_detection;
    out += value && c >= 'a' && c <= 'z'
               ? static_cast<char>('a' + (static_cast<size_t>(c - 'a') + copy) % 26)
               : c;
  }
  return out;
}

bool Load(const std::string& folder, size_t copies, const logsource::Registry& registry,
          Rules& rules) {
  const auto paths = ListFiles(folder);
  if (!paths) return false;
  for (size_t copy = 0; copy < copies; ++copy) {
    for (const std::string& path : *paths) {
      if (!path.ends_with(".yml")) continue;
      const auto text = ReadFile(path);
      if (!text) return false;
      rules.texts.push_back(Variant(*text, copy));
    }
  }
  for (const std::string& text : rules.texts) rules.files.push_back(sigma::Parse(text));
  std::vector<ir::Source> sources;
  for (uint32_t file = 0; file < rules.files.size(); ++file) {
    for (const auto& document : rules.files[file].documents) sources.push_back({&document, file});
  }
  rules.lowered = ir::Lower(sources, {&registry});
  return true;
}

struct Row {
  const char* name;
  std::vector<double> seconds = {};
  uint64_t matches = 0, events = 0;
};

void Print(const Row& row, const Row& dom, size_t bytes) {
  const double seconds = Median(row.seconds);
  std::printf("%-34s %7.3f s %7.2f GB/s %9.0f ns/event %10.0f events/s %6.2f of DOM  %lu matches\n",
              row.name, seconds, static_cast<double>(bytes) / seconds / 1e9,
              seconds * 1e9 / static_cast<double>(dom.events),
              static_cast<double>(dom.events) / seconds, Median(dom.seconds) / seconds,
              row.matches);
}

// `only`: "recognised" or "every", for a profiler; "" both.
int Main(const std::string& folder, const std::string& log, size_t rounds, size_t copies,
         std::string_view only) {
  const auto registry = logsource::Registry::Load(DataFiles::Packed());
  auto text = ReadFile(log);
  Rules rules;
  double load = 0;
  bool loaded = false;
  if (registry) load = Timed([&] { loaded = Load(folder, copies, *registry, rules); });
  if (!registry || !text || !loaded) {
    std::fprintf(stderr, "cannot read the rules or the log\n");
    return 2;
  }
  const size_t bytes = text->size();
  text->append(json::Parser::kPadding, ' ');
  const std::string_view all(text->data(), bytes);
  match::Options every;
  every.rules.emplace();
  for (uint32_t i = 0; i < rules.lowered.program.rules.size(); ++i) every.rules->push_back(i);
  const match::Engine recognised(rules.lowered.program, *registry);
  const match::Engine unknown(rules.lowered.program, *registry, every);
  Row scan{"newline scan"}, dom{"simdjson DOM of each line"}, routed{"dcv, log source recognised"},
      tried{"dcv, every rule on every event"};
  match::Matcher first(recognised), second(unknown);
  const auto run = [](match::Matcher& matcher, std::string_view slice, Row& row) {
    row.seconds.back() += Timed([&] {
      ForEachBlock(slice, [&](const Documents& documents) {
        matcher.Match(
            documents,
            [&](const match::Event&, std::span<const uint32_t> hits) {
              row.matches += hits.size();
            },
            [](uint32_t) {});
      });
    });
  };
  json::Parser parser;
  for (size_t round = 0; round < rounds + 1; ++round) {
    for (Row* row : {&scan, &dom, &routed, &tried}) {
      if (round == 1) row->seconds.clear();  // warmed up
      row->seconds.push_back(0);
      row->matches = row->events = 0;
    }
    ForEachSlice(all, [&](std::string_view slice) {
      scan.seconds.back() += Timed([&] {
        ForEachBlock(
            slice, [&](const Documents& documents) { scan.events += documents.documents.size(); });
      });
      dom.seconds.back() += Timed([&] {
        ForEachBlock(slice, [&](const Documents& documents) {
          for (const Document& document : documents.documents) {
            dom.events +=
                parser.Parse(documents.text.substr(document.begin, document.size)).has_value();
          }
        });
      });
      if (only != "every") run(first, slice, routed);
      if (only != "recognised") run(second, slice, tried);
    });
  }
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "%zu rules loaded in %.0f ms; %.1f MB, %lu events; %zu rounds, one thread, CPU time\n",
      rules.lowered.program.rules.size(), load * 1e3, static_cast<double>(bytes) / 1e6, dom.events,
      rounds);
  for (const Row* row : {&scan, &dom, &routed, &tried}) {
    if (row->seconds.back() > 0) Print(*row, dom, bytes);
  }
  std::printf("peak memory without the log %.0f MiB\n",
              static_cast<double>(usage.ru_maxrss) / 1024 - static_cast<double>(bytes) / 1048576);
  return 0;
}

}  // namespace
}  // namespace dcv

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: dcv_match_bench RULES LOG [ROUNDS [COPIES [recognised|every]]]\n");
    return 2;
  }
  const auto number = [&](int i, size_t otherwise) {
    return argc > i ? static_cast<size_t>(std::max(1, std::atoi(argv[i]))) : otherwise;
  };
  return dcv::Main(argv[1], argv[2], number(3, 3), number(4, 1), argc > 5 ? argv[5] : "");
}
