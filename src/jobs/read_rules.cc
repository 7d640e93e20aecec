// SPDX-License-Identifier: Apache-2.0
#include "jobs/read_rules.h"

#include <filesystem>

#include "base/files.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/yaml.h"
#include "jobs/allowlist.h"

namespace dcv::jobs {
namespace {

bool IsRuleName(std::string_view path) {
  for (std::string_view packed : {".gz", ".zst"}) {
    if (path.ends_with(packed)) path.remove_suffix(packed.size());
  }
  return path.ends_with(".yml") || path.ends_with(".yaml");
}

// A file as the user named it, or one of the library.
struct RuleFile {
  std::string path;
  bool builtin = false;
};

Result<std::vector<RuleFile>> RuleFiles(const DataFiles& data,
                                        const std::vector<std::string>& paths) {
  std::vector<RuleFile> files;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (path == kBuiltinRules) {
      DCV_TRY(const std::vector<std::string_view> names, BuiltinRules(data));
      for (std::string_view name : names) files.push_back({std::string(name), true});
      continue;
    }
    if (path == "-" || !std::filesystem::is_directory(path, failed)) {
      if (path != "-" && !std::filesystem::exists(path, failed)) {
        return NotFound("no file or folder " + Printable(path));
      }
      files.push_back({path});
      continue;
    }
    DCV_TRY(std::vector<std::string> found, ListFiles(path));
    std::erase_if(found, [](const std::string& file) { return !IsRuleName(file); });
    if (found.empty()) {
      return InvalidInput("no Sigma files (.yml, .yaml) below " + Printable(path));
    }
    for (std::string& file : found) files.push_back({std::move(file)});
  }
  return files;
}

// Every document in order, as it was written.
void TakeSources(Rules& rules) {
  for (uint32_t file = 0; file < rules.inputs.size(); ++file) {
    const auto& documents = rules.inputs[file].file.documents;
    for (uint32_t i = 0; i < documents.size(); ++i) {
      rules.sources.push_back({&documents[i], file});
      rules.documents.emplace_back(file, i);
    }
  }
}

// Rules and correlations as the pipelines leave them. Filters stay: they are rewritten for each of
// their rules.
void Rewrite(Rules& rules, const Rewriting& rewriting, size_t threads) {
  rules.rewritten.resize(rules.sources.size());
  ParallelFor(rules.sources.size(), threads, [&](size_t, size_t i) {
    const sigma::Document& document = *rules.sources[i].document;
    if (document.filter() == nullptr) rules.rewritten[i] = rewriting.Apply(document);
  });
  size_t kept = 0;
  for (size_t i = 0; i < rules.sources.size(); ++i) {
    ir::Source source = rules.sources[i];
    const Rewritten& rewritten = rules.rewritten[i];
    for (const Problem& problem : rewritten.problems) {
      rules.refused.emplace_back(source.file, problem);
    }
    if (!rewritten.problems.empty()) continue;
    if (const sigma::Rule* rule = source.document->rule()) source.written = &rule->logsource;
    if (source.document->filter() == nullptr) source.document = &rewritten.document;
    source.own_names = rewritten.own_names;
    rules.sources[kept] = source;
    rules.documents[kept++] = rules.documents[i];
  }
  rules.sources.resize(kept);
  rules.documents.resize(kept);
}

void LowerRewritten(Rules& rules, const Pipelines& pipelines, size_t threads) {
  Rewriting rewriting(rules.inputs, pipelines);
  Rewrite(rules, rewriting, threads);
  ir::LowerOptions options{&rules.registry};
  options.filter_for = [&](uint32_t filter, uint32_t rule) {
    return rewriting.FilterFor(rules.document(filter), *rules.sources[rule].written);
  };
  rules.lowered = ir::Lower(rules.sources, options);
  for (const auto& [filter, problem] : rewriting.FilterProblems()) {
    for (size_t i = 0; i < rules.sources.size(); ++i) {
      if (rules.sources[i].document == filter) {
        rules.refused.emplace_back(rules.sources[i].file, problem);
      }
    }
  }
}

}  // namespace

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

ir::Lowered LowerAsWritten(const Rules& rules) {
  std::vector<ir::Source> sources;
  for (uint32_t file = 0; file < rules.inputs.size(); ++file) {
    for (const sigma::Document& document : rules.inputs[file].file.documents) {
      sources.push_back({&document, file});
    }
  }
  return ir::Lower(sources, {&rules.registry});
}

namespace {

Status AddAllowlist(const AllowlistOptions& options, Rules& rules) {
  DCV_TRY(const std::string text, ReadBounded(options.file));
  std::vector<const sigma::Document*> documents;
  for (const lint::Input& input : rules.inputs) {
    for (const sigma::Document& document : input.file.documents) documents.push_back(&document);
  }
  DCV_TRY(Allowlist allowlist, AllowlistFilters(text, options.file, documents, options.at));
  lint::Input& input = rules.inputs.emplace_back();
  input.path = options.file;
  input.file.documents = std::move(allowlist.filters);
  input.file.problems = std::move(allowlist.problems);
  return Ok();
}

}  // namespace

Result<std::vector<std::string_view>> BuiltinRules(const DataFiles& data) {
  std::vector<std::string_view> names = data.List("rules/");
  std::erase_if(names, [](std::string_view name) { return !IsRuleName(name); });
  if (names.empty()) {
    return NotFound("the data given with --data has no rules/", "name a folder of Sigma rules");
  }
  return names;
}

std::string LogSourceText(const logsource::Attributes& source) {
  std::vector<std::string> parts;
  for (const std::string& part : {source.product, source.category, source.service}) {
    if (!part.empty()) parts.push_back(part);
  }
  return Join(parts, "/");
}

Status ReadRules(const Program& program, const std::vector<std::string>& paths, size_t threads,
                 Rules& rules, const Pipelines& pipelines, const AllowlistOptions& allowlist) {
  DCV_TRY(const std::vector<RuleFile> files, RuleFiles(program.data, paths));
  DCV_TRY(rules.registry, logsource::Registry::Load(program.data));
  rules.inputs.resize(files.size());
  rules.texts.resize(files.size());
  ParallelFor(files.size(), threads, [&](size_t, size_t i) {
    lint::Input& input = rules.inputs[i];
    const std::string& path = files[i].path;
    input.path = path == "-" ? "stdin" : path;
    Result<std::string> text = files[i].builtin
                                   ? Result<std::string>(std::string(*program.data.Text(path)))
                                   : ReadBounded(path);
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
  if (!allowlist.file.empty()) {
    if (Status status = AddAllowlist(allowlist, rules); !status) return status.error();
  }
  TakeSources(rules);
  if (!AllRead(pipelines)) return Ok();
  if (pipelines.empty()) {
    rules.lowered = ir::Lower(rules.sources, {&rules.registry});
  } else {
    LowerRewritten(rules, pipelines, threads);
  }
  return Ok();
}

}  // namespace dcv::jobs
