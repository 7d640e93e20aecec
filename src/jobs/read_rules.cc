// SPDX-License-Identifier: Apache-2.0
#include "jobs/read_rules.h"

#include <filesystem>

#include "base/files.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/yaml.h"

namespace dcv::jobs {
namespace {

bool IsRuleName(std::string_view path) {
  for (std::string_view packed : {".gz", ".zst"}) {
    if (path.ends_with(packed)) path.remove_suffix(packed.size());
  }
  return path.ends_with(".yml") || path.ends_with(".yaml");
}

Result<std::vector<std::string>> RuleFiles(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (path == "-" || !std::filesystem::is_directory(path, failed)) {
      if (path != "-" && !std::filesystem::exists(path, failed)) {
        return NotFound("no file or folder " + Printable(path));
      }
      files.push_back(path);
      continue;
    }
    DCV_TRY(std::vector<std::string> found, ListFiles(path));
    std::erase_if(found, [](const std::string& file) { return !IsRuleName(file); });
    if (found.empty()) {
      return InvalidInput("no Sigma files (.yml, .yaml) below " + Printable(path));
    }
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

// At most one byte more than a Sigma file may have, which the parser then refuses.
Result<std::string> ReadBounded(const std::string& path) {
  constexpr size_t kLimit = yaml::Stream::kMaxBytes + 1;
  constexpr size_t kPiece = 1 << 16;
  DCV_TRY(const std::unique_ptr<ByteReader> reader, ByteReader::Open(path));
  std::string text;
  while (text.size() < kLimit) {
    const size_t before = text.size();
    const size_t wanted = std::min(kPiece, kLimit - before);
    text.resize(before + wanted);
    DCV_TRY(const size_t got, reader->Read(text.data() + before, wanted));
    text.resize(before + got);
    if (got == 0) break;
  }
  return text;
}

void LowerAll(Rules& rules) {
  std::vector<ir::Source> sources;
  for (uint32_t file = 0; file < rules.inputs.size(); ++file) {
    const auto& documents = rules.inputs[file].file.documents;
    for (uint32_t i = 0; i < documents.size(); ++i) {
      sources.push_back({&documents[i], file});
      rules.documents.emplace_back(file, i);
    }
  }
  rules.lowered = ir::Lower(sources, {&rules.registry});
}

}  // namespace

Status ReadRules(const Program& program, const std::vector<std::string>& paths, size_t threads,
                 Rules& rules) {
  DCV_TRY(const std::vector<std::string> files, RuleFiles(paths));
  DCV_TRY(rules.registry, logsource::Registry::Load(program.data));
  rules.inputs.resize(files.size());
  rules.texts.resize(files.size());
  ParallelFor(files.size(), threads, [&](size_t, size_t i) {
    lint::Input& input = rules.inputs[i];
    input.path = files[i] == "-" ? "stdin" : files[i];
    Result<std::string> text = ReadBounded(files[i]);
    if (!text) {
      input.file.problems.push_back({"P027", {}, text.error().message, text.error().hint});
      return;
    }
    rules.texts[i] = *std::move(text);
    input.text = rules.texts[i];
    input.file = sigma::Parse(input.text);
  });
  for (const lint::Input& input : rules.inputs) {
    for (const Problem& problem : input.file.problems) rules.unreadable += problem.code == "P027";
  }
  LowerAll(rules);
  return Ok();
}

}  // namespace dcv::jobs
