// SPDX-License-Identifier: Apache-2.0
#include "sigma/parse.h"

#include <algorithm>

#include "base/text.h"
#include "sigma/reader.h"

namespace dcv::sigma {
namespace {

std::string_view CodeOf(const yaml::Fault& fault) {
  const std::string_view message = fault.message;
  if (message.substr(0, 13) == "duplicate key") return "P002";
  for (std::string_view word : {"larger than", "deeper than", "more than", "aliases bring in"}) {
    if (message.find(word) != message.npos) return "P003";
  }
  return "P001";
}

// `overlay` over `base`: maps member by member, anything else as a whole.
yaml::Node Merged(const yaml::Node& base, const yaml::Node& overlay) {
  if (base.kind != yaml::Kind::kMapping || overlay.kind != yaml::Kind::kMapping) return overlay;
  yaml::Node out = base;
  out.line = overlay.line;
  out.column = overlay.column;
  for (const yaml::Member& member : overlay.members) {
    const auto same = std::find_if(out.members.begin(), out.members.end(), [&](const auto& other) {
      return other.key.scalar == member.key.scalar;
    });
    if (same == out.members.end()) {
      out.members.push_back(member);
    } else {
      same->value = Merged(same->value, member.value);
    }
  }
  return out;
}

// One file: its documents one by one, with what legacy `action` documents carry along.
class FileReader {
 public:
  explicit FileReader(File& file) : file_(file) {}

  void Add(yaml::Document document) {
    for (yaml::Fault& fault : document.faults) {
      file_.problems.push_back(
          {CodeOf(fault),
           {static_cast<uint32_t>(fault.line), static_cast<uint32_t>(fault.column)},
           std::move(fault.message),
           std::move(fault.hint)});
    }
    if (!document.faults.empty()) {
      Break(file_.problems[file_.problems.size() - document.faults.size()]);
      return;
    }
    const yaml::Node& root = document.root;
    if (root.kind != yaml::Kind::kMapping) {
      file_.problems.push_back({"P004", PlaceOf(root), "the document is no map of attributes"});
      Break(file_.problems.back());
      return;
    }
    const yaml::Node* action = root.Find("action");
    if (action != nullptr && action->kind == yaml::Kind::kScalar && TakeAction(root, *action)) {
      return;
    }
    const bool plain = root.Find("correlation") == nullptr && root.Find("filter") == nullptr;
    if (global_.members.empty() || !plain) {
      Read(std::move(document.root), false);
    } else {
      Read(Merged(global_, root), true);
    }
  }

 private:
  // Whether the document was one of the legacy collection actions.
  bool TakeAction(const yaml::Node& root, const yaml::Node& action) {
    yaml::Node rest = root;
    std::erase_if(rest.members, [](const auto& member) { return member.key.scalar == "action"; });
    if (action.scalar != "global" && action.scalar != "reset" && action.scalar != "repeat") {
      return false;
    }
    file_.problems.push_back(
        {"P025", PlaceOf(action), "action: " + action.scalar + " is not of Sigma 2"});
    if (action.scalar == "global") {
      global_ = Merged(global_, rest);
    } else if (action.scalar == "reset") {
      global_ = {};
    } else if (previous_.members.empty()) {
      file_.problems.push_back({"P026", PlaceOf(action), "there is no rule to repeat"});
      Break(file_.problems.back());
    } else {
      Read(Merged(previous_, rest), true);
    }
    return true;
  }

  void Break(Problem problem) {
    if (file_.broken++ == 0) file_.first_break = std::move(problem);
  }

  void Read(yaml::Node root, bool legacy) {
    Reader reader(file_.problems);
    Document document = ReadDocument(root, reader);
    previous_ = std::move(root);
    if (reader.broken()) {
      Break(reader.first_fatal());
      return;
    }
    document.legacy = legacy;
    file_.documents.push_back(std::move(document));
  }

  File& file_;
  yaml::Node global_, previous_;
};

// What a legacy collection says once is in each of its rules. The problems are in order of place.
void DropRepeated(Problems& problems) {
  size_t kept = 0, same_place = 0;  // the first kept one of the place at hand
  for (size_t i = 0; i < problems.size(); ++i) {
    if (kept > 0 && problems[i].place != problems[kept - 1].place) same_place = kept;
    bool told = false;
    for (size_t j = same_place; j < kept && !told; ++j) {
      told = problems[j].code == problems[i].code && problems[j].message == problems[i].message;
    }
    if (told) continue;
    if (kept != i) problems[kept] = std::move(problems[i]);
    ++kept;
  }
  problems.resize(kept);
}

}  // namespace

void Reader::Note(std::string_view code, Place place, std::string message, std::string remedy,
                  std::vector<Edit> fix) {
  problems_.push_back({code, place, std::move(message), std::move(remedy), std::move(fix)});
}

void Reader::Fatal(std::string_view code, Place place, std::string message, std::string remedy) {
  Note(code, place, std::move(message), std::move(remedy));
  if (!broken_) first_fatal_ = problems_.back();
  broken_ = true;
}

Text Reader::ReadText(const yaml::Node& node, std::string_view what) {
  if (node.kind != yaml::Kind::kScalar) {
    Note("P007", PlaceOf(node), std::string(what) + " is no text");
    return {{}, PlaceOf(node)};
  }
  return {node.scalar, PlaceOf(node)};
}

std::vector<Text> Reader::ReadTexts(const yaml::Node& node, std::string_view what) {
  std::vector<Text> out;
  if (node.kind == yaml::Kind::kMapping) {
    Note("P007", PlaceOf(node), std::string(what) + " is no list");
    return out;
  }
  if (node.kind == yaml::Kind::kScalar) {
    if (!node.scalar.empty()) out.push_back(ReadText(node, what));
    return out;
  }
  for (const yaml::Node& item : node.items) {
    Text text = ReadText(item, "an entry of " + std::string(what));
    if (item.kind == yaml::Kind::kScalar) out.push_back(std::move(text));
  }
  return out;
}

Place PlaceOf(const yaml::Node& node) {
  return {static_cast<uint32_t>(node.line), static_cast<uint32_t>(node.column)};
}

File Parse(std::string_view text) {
  File file;
  FileReader reader(file);
  yaml::Stream stream(text);
  while (std::optional<yaml::Document> document = stream.Next()) reader.Add(std::move(*document));
  if (file.documents.empty() && file.problems.empty()) {
    file.problems.push_back({"P004", {1, 1}, "the file holds no document"});
  }
  std::stable_sort(file.problems.begin(), file.problems.end(),
                   [](const Problem& a, const Problem& b) { return a.place < b.place; });
  DropRepeated(file.problems);
  return file;
}

}  // namespace dcv::sigma
