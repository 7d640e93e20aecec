// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "logsource/load.h"
#include "logsource/recognise.h"
#include "logsource/shape.h"

namespace dcv::logsource {
namespace {

template <typename T>
void AddDistinct(const std::vector<T>& from, std::vector<T>& to) {
  for (const T& item : from) {
    if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(item);
  }
}

// A rule's own name as a path, in every shape of the source.
std::vector<Path> NameInShapes(std::string_view name, const Source& source) {
  std::vector<Shape> shapes;
  for (const std::string& text : source.shapes) {
    if (Result<Shape> shape = ParseShape(text)) shapes.push_back(*std::move(shape));
  }
  return PutIntoShapes({PathOfFieldName(name)}, shapes);
}

std::vector<const Source*> SourcesOf(const std::vector<Registry::Match>& matches) {
  std::vector<const Source*> out;
  for (const Registry::Match& match : matches) {
    if (std::find(out.begin(), out.end(), match.source) == out.end()) out.push_back(match.source);
  }
  return out;
}

bool Fits(const std::string& asked, const std::string& has) {
  return asked.empty() || asked == has;
}

}  // namespace

const Field* Source::Find(std::string_view name_or_spelling) const {
  for (const Field& field : fields) {
    if (field.name == name_or_spelling) return &field;
  }
  for (const Field& field : fields) {
    const auto& spellings = field.spellings;
    if (std::find(spellings.begin(), spellings.end(), name_or_spelling) != spellings.end()) {
      return &field;
    }
  }
  return nullptr;
}

bool Source::IsOpen(std::string_view name) const {
  std::string bare;  // without the marks of arrays
  for (size_t at = 0; at < name.size(); ++at) {
    const std::string_view mark = name.substr(at, 2);
    if (mark == "[]" || mark == "{}") {
      ++at;
    } else {
      bare += name[at];
    }
  }
  return std::any_of(open.begin(), open.end(), [&](const std::string& object) {
    return bare.starts_with(object) && (bare.size() == object.size() || bare[object.size()] == '.');
  });
}

Result<Registry> Registry::Load(const DataFiles& data) {
  Registry registry;
  for (std::string_view path : data.List("logsources/")) {
    if (!path.ends_with(".yaml")) continue;
    DCV_TRY(const std::string_view text, data.Text(path));
    DCV_TRY(Source source, ReadSource(text, path));
    if (registry.FindById(source.id) != nullptr) {
      return InvalidInput(std::string(path) + ":1:1: another file has the id " + source.id);
    }
    registry.sources_.push_back(std::move(source));
  }
  std::sort(registry.sources_.begin(), registry.sources_.end(),
            [](const Source& a, const Source& b) { return a.id < b.id; });
  for (const Source& source : registry.sources_) {
    AddDistinct(source.envelopes, registry.envelopes_);
  }
  registry.recogniser_ = std::make_shared<const Recogniser>(registry.sources_);
  return registry;
}

const Source* Registry::FindById(std::string_view id) const {
  const auto found = std::find_if(sources_.begin(), sources_.end(),
                                  [&](const Source& source) { return source.id == id; });
  return found == sources_.end() ? nullptr : &*found;
}

std::vector<Registry::Match> Registry::Find(const Attributes& attributes) const {
  std::vector<Match> out;
  if (attributes == Attributes{}) return out;
  for (const Source& source : sources_) {
    for (const SigmaLine& line : source.sigma) {
      if (Fits(attributes.product, line.attributes.product) &&
          Fits(attributes.category, line.attributes.category) &&
          Fits(attributes.service, line.attributes.service)) {
        out.push_back({&source, &line});
      }
    }
  }
  return out;
}

Resolved Registry::Resolve(const std::vector<Match>& matches, std::string_view field) const {
  const std::vector<const Source*> sources = SourcesOf(matches);
  if (sources.empty()) return {Resolved::How::kNoTable, {PathOfFieldName(field)}, {}, {}};
  Resolved out{Resolved::How::kUnknown, {}, {}, {}};
  bool present = false, open = false, absent = false;
  std::string absent_note;
  for (const Source* source : sources) {
    const Field* found = source->Find(field);
    if (found != nullptr && !found->paths.empty()) {
      present = true;
      AddDistinct(found->paths, out.paths);
      AddDistinct(found->values, out.values);
      if (out.note.empty()) out.note = found->note;
    } else if (found != nullptr) {
      absent = true;
      if (absent_note.empty()) absent_note = found->note;
    } else if (source->IsOpen(field)) {
      open = true;
      AddDistinct(NameInShapes(field, *source), out.paths);
    }
  }
  if (present || open) {
    out.how = present ? Resolved::How::kField : Resolved::How::kOpen;
  } else if (absent) {
    out.how = Resolved::How::kAbsent;
    out.note = absent_note;
  } else {
    out.paths.push_back(PathOfFieldName(field));
    for (const Source* source : sources) AddDistinct(NameInShapes(field, *source), out.paths);
  }
  return out;
}

const Source* Registry::Recognise(json::Value event) const {
  if (recogniser_ == nullptr) return nullptr;
  const std::optional<size_t> index = recogniser_->Recognise(event);
  return index ? &sources_[*index] : nullptr;
}

}  // namespace dcv::logsource
