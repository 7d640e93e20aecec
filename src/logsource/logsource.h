// SPDX-License-Identifier: Apache-2.0
// Log sources: what the fields of rules are in the provider's raw events (data/logsources,
// docs/logsources.md). Immutable once loaded; views and pointers live as long as the Registry.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/data_files.h"
#include "base/json.h"
#include "base/result.h"
#include "logsource/path.h"

namespace dcv::logsource {

// The attributes of a log source as a rule names them; "" where it does not.
struct Attributes {
  std::string product, category, service;
  bool operator==(const Attributes&) const = default;
};

// What a log source implies: every field of one alternative has one of the values.
struct Implied {
  std::vector<std::pair<std::string, std::vector<std::string>>> fields;
};

struct SigmaLine {
  Attributes attributes;
  std::vector<Implied> when;        // alternatives; empty: nothing is implied
  std::vector<std::string> fields;  // valid here alone; empty: all of the source's
};

enum class FieldType : uint8_t { kString, kNumber, kBoolean, kIp, kTime, kObject };

// A rule's value -> what the log has.
struct ValueMap {
  std::string from;
  std::vector<std::string> to;
  bool negated = false;  // anything but `to`
  bool operator==(const ValueMap&) const = default;
};

struct Field {
  std::string name;
  std::vector<Path> paths;  // in all shapes already; empty: the log has no such field
  std::vector<std::string> spellings;
  std::vector<ValueMap> values;
  FieldType type = FieldType::kString;
  std::string note;
  std::map<std::string, std::string, std::less<>> columns;  // dialect -> column
};

struct RecogniseTerm {
  Path path;
  std::optional<std::string> value;  // Sigma pattern; nullopt: the path is there
};

struct Source {
  std::string id, title, retrieved;
  std::vector<std::string> from;
  std::vector<SigmaLine> sigma;
  std::vector<Path> timestamp, event_id, discriminator;
  std::vector<Path> account, region;  // whose events they are; an ARN or resource id may hold both
  std::vector<std::vector<RecogniseTerm>> recognise;
  std::vector<Path> envelopes;
  std::vector<std::string> shapes;                         // templates with {}
  std::vector<std::string> open;                           // objects, names joined by dots
  std::map<std::string, std::string, std::less<>> tables;  // dialect -> table
  std::vector<Field> fields;
  std::string sample;  // one event, JSON

  const Field* Find(std::string_view name_or_spelling) const;
  // Whether the name is an `open` object or below one.
  bool IsOpen(std::string_view name) const;
};

// What a field of a rule is in the events of the rule's log sources.
struct Resolved {
  enum class How : uint8_t {
    kField,    // in the table of at least one source
    kOpen,     // below an open object
    kAbsent,   // a source says that its log has no such field, and no other has it
    kUnknown,  // in no table: the name itself is the path, as it is and in every shape
    kNoTable   // the log source has no table: the name itself is the path
  };
  How how = How::kNoTable;
  std::vector<Path> paths;  // distinct, in order of the sources
  std::vector<ValueMap> values;
  std::string note;
};

class Recogniser;

class Registry {
 public:
  // All files below logsources/ of `data`. Errors name the file and the line.
  static Result<Registry> Load(const DataFiles& data);

  const std::vector<Source>& sources() const { return sources_; }
  const Source* FindById(std::string_view id) const;
  // Sources with a line that has every attribute the rule names. Empty: none has a table.
  struct Match {
    const Source* source;
    const SigmaLine* line;
  };
  std::vector<Match> Find(const Attributes& attributes) const;
  Resolved Resolve(const std::vector<Match>& matches, std::string_view field) const;
  // The source that recognises a bare event; null when none does. Most specific wins: the one whose
  // matching line has most terms, then by id.
  const Source* Recognise(json::Value event) const;
  // The distinct envelopes of all sources.
  const std::vector<Path>& envelopes() const { return envelopes_; }

 private:
  std::vector<Source> sources_;  // by id
  std::vector<Path> envelopes_;
  std::shared_ptr<const Recogniser> recogniser_;
};

// Calls `visit` with each bare event inside a document: the document itself when it is recognised,
// else what the first envelope of any source that leads to a recognised event leads to (envelopes
// in envelopes up to three), else the document with null. Other elements of such an envelope's
// arrays are events too, with null. In the document's order. Arrays at the top distribute.
void Unwrap(const Registry& registry, json::Value document,
            const std::function<void(json::Value event, const Source* source)>& visit);

}  // namespace dcv::logsource
