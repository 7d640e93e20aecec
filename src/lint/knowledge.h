// SPDX-License-Identifier: Apache-2.0
// The tables of data/lint, and of ATT&CK what other versions call their tactics. Views point into
// the DataFiles given.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/data_files.h"
#include "base/result.h"

namespace dcv::lint {

using Names = std::set<std::string_view, std::less<>>;
using Pairs = std::map<std::string_view, std::string_view, std::less<>>;

// A log source as (product, category, service).
using SourceKey = std::tuple<std::string_view, std::string_view, std::string_view>;

struct WindowsEvent {
  std::string_view service, id, category;
};

class Knowledge {
 public:
  static Result<Knowledge> Load(const DataFiles& data);

  std::set<SourceKey> logsources;                  // log sources that rules use
  std::map<SourceKey, std::string_view> prefixes;  // what their file names begin with
  Names products, categories, services;            // of `logsources`
  Pairs misspelt;                                  // top-level key -> the right one
  Names repository_keys;  // keys of SigmaHQ's repository beyond the standard
  Names namespaces;       // of tags
  std::map<std::string_view, Names, std::less<>> tag_values;  // set -> its tags, namespace included
  std::vector<WindowsEvent> windows_events;  // event ids that have a category of their own
  Pairs providers;                           // Windows service -> its only provider
  Names title_words;                         // lower case within a title
  Names banned_false_positives;              // lower case
  Pairs typos;                               // of false positives, lower case
  std::vector<std::string_view> accounts;    // localised account names, folded (base/fold.h)
  std::map<std::string_view, size_t, std::less<>> hashes;  // kind -> hexadecimal digits
  std::map<std::string_view, std::set<std::string>, std::less<>>
      tactics;  // shortname -> the versions of ATT&CK that have it

 private:
  Status LoadLogSources(const DataFiles& data);
  Status LoadTags(const DataFiles& data);
  Status LoadWindows(const DataFiles& data);
  Status LoadWords(const DataFiles& data);
  Status LoadTactics(const DataFiles& data);
};

}  // namespace dcv::lint
