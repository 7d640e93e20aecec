// SPDX-License-Identifier: Apache-2.0
#include "logsource/load.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::logsource {
namespace {

constexpr std::string_view kSuffix = ".yaml";

std::string_view NameOf(std::string_view file) {
  file.remove_prefix(file.rfind('/') + 1);
  if (file.ends_with(kSuffix)) file.remove_suffix(kSuffix.size());
  return file;
}

bool IsDay(std::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' && IsDigits(text.substr(0, 4)) &&
         IsDigits(text.substr(5, 2)) && IsDigits(text.substr(8));
}

// Where a term's PATH ends and =VALUE begins: the first '=' outside quotes and brackets.
size_t EndOfTermPath(std::string_view term) {
  bool quoted = false;
  size_t brackets = 0;
  for (size_t at = 0; at < term.size(); ++at) {
    const char c = term[at];
    if (quoted && c == '\\') {
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '[') {
      ++brackets;
    } else if (!quoted && c == ']' && brackets > 0) {
      --brackets;
    } else if (!quoted && c == '=' && brackets == 0) {
      return at;
    }
  }
  return term.npos;
}

class SourceReader {
 public:
  SourceReader(const yaml::Node& root, std::string_view file) : root_(root), reader_(file) {}

  Result<Source> Read(std::string_view name) {
    if (Status status = Keys(); !status) return status.error();
    if (Status status = Head(name); !status) return status.error();
    for (const auto step : {&SourceReader::Shapes, &SourceReader::Fields, &SourceReader::Places,
                            &SourceReader::Recognise, &SourceReader::Open, &SourceReader::Tables,
                            &SourceReader::SigmaLines}) {
      if (Status status = (this->*step)(); !status) return status.error();
    }
    DCV_TRY(out_.sample, reader_.Text(root_, "sample"));
    return std::move(out_);
  }

 private:
  Status Keys() {
    return reader_.Mapping(root_, {"id", "title", "from", "retrieved", "sigma", "timestamp",
                                   "event_id", "discriminator", "account", "region", "recognise",
                                   "envelopes", "shapes", "open", "tables", "fields", "sample"});
  }

  Status Head(std::string_view name) {
    DCV_TRY(out_.id, reader_.Text(root_, "id"));
    if (out_.id != name) {
      return reader_.Fail(
          *root_.Find("id"),
          "the id '" + Printable(out_.id) + "' is not the file's name '" + std::string(name) + "'");
    }
    DCV_TRY(out_.title, reader_.Text(root_, "title"));
    DCV_TRY(const yaml::Node* from, reader_.Member(root_, "from"));
    DCV_TRY(out_.from, reader_.Texts(from));
    if (out_.from.empty()) return reader_.Fail(*from, "expected at least one page");
    DCV_TRY(out_.retrieved, reader_.Text(root_, "retrieved"));
    if (!IsDay(out_.retrieved)) return reader_.Fail(*root_.Find("retrieved"), "expected a day");
    return Ok();
  }

  Status Shapes() {
    const Status status =
        reader_.ForEach(root_.Find("shapes"), [&](const yaml::Node& node) -> Status {
          DCV_TRY(std::string text, reader_.Text(node));
          out_.shapes.push_back(std::move(text));
          Result<Shape> shape = ParseShape(out_.shapes.back());
          if (!shape) return reader_.Fail(node, shape.error().message, shape.error().hint);
          shapes_.push_back(*std::move(shape));
          return Ok();
        });
    if (!status) return status;
    if (shapes_.empty()) {
      out_.shapes.emplace_back("{}");
      shapes_.push_back({Shape::Place::kPart, Path(1), 0, 0});
    }
    return Ok();
  }

  Status Fields() {
    DCV_TRY(const yaml::Node* fields, reader_.Member(root_, "fields"));
    DCV_TRY(out_.fields, ReadFields(reader_, *fields, shapes_));
    return Ok();
  }

  Status Places() {
    DCV_TRY(out_.timestamp, reader_.Paths(root_.Find("timestamp")));
    DCV_TRY(out_.event_id, reader_.Paths(root_.Find("event_id")));
    DCV_TRY(out_.discriminator, reader_.Paths(root_.Find("discriminator")));
    DCV_TRY(out_.account, reader_.Paths(root_.Find("account")));
    DCV_TRY(out_.region, reader_.Paths(root_.Find("region")));
    return reader_.ForEach(root_.Find("envelopes"), [&](const yaml::Node& node) -> Status {
      DCV_TRY(Path path, reader_.ReadPath(node));
      out_.envelopes.push_back(std::move(path));
      return Ok();
    });
  }

  Status Recognise() {
    DCV_TRY(const yaml::Node* lines, reader_.Member(root_, "recognise"));
    if (lines->items.empty()) return reader_.Fail(*lines, "expected a list of lists of terms");
    for (const yaml::Node& line : lines->items) {
      if (line.items.empty()) return reader_.Fail(line, "expected a list of terms");
      std::vector<RecogniseTerm>& terms = out_.recognise.emplace_back();
      const Status status =
          reader_.ForEach(&line, [&](const yaml::Node& node) { return Term(node, terms); });
      if (!status) return status;
    }
    return Ok();
  }

  Status Term(const yaml::Node& node, std::vector<RecogniseTerm>& terms) {
    DCV_TRY(const std::string text, reader_.Text(node));
    const size_t end = EndOfTermPath(text);
    Result<Path> path = ParsePath(text.substr(0, end));
    if (!path) return reader_.Fail(node, path.error().message);
    RecogniseTerm& term = terms.emplace_back(RecogniseTerm{*std::move(path), std::nullopt});
    if (end == text.npos) return Ok();
    term.value = text.substr(end + 1);
    if (term.value->empty()) return reader_.Fail(node, "a value is missing after '='");
    return Ok();
  }

  // Kept as names joined by dots, however the file writes them.
  Status Open() {
    return reader_.ForEach(root_.Find("open"), [&](const yaml::Node& node) -> Status {
      DCV_TRY(const Path path, reader_.ReadPath(node));
      std::string name;
      for (const Segment& segment : path) {
        if (segment.kind == Segment::Kind::kElements) continue;
        if (segment.kind != Segment::Kind::kMember) {
          return reader_.Fail(node, "an open object is named by names alone");
        }
        name += (name.empty() ? "" : ".") + segment.name;
      }
      out_.open.push_back(std::move(name));
      return Ok();
    });
  }

  Status Tables() {
    const yaml::Node* tables = root_.Find("tables");
    if (tables == nullptr) return Ok();
    if (Status status = reader_.Mapping(*tables, {kDialects.begin(), kDialects.end()}); !status) {
      return status;
    }
    for (const auto& [key, value] : tables->members) {
      DCV_TRY(out_.tables[key.scalar], reader_.Text(value));
    }
    return Ok();
  }

  Status SigmaLines() {
    DCV_TRY(const yaml::Node* lines, reader_.Member(root_, "sigma"));
    if (lines->items.empty()) return reader_.Fail(*lines, "expected a list of log sources");
    for (const yaml::Node& node : lines->items) {
      if (Status status = Line(node); !status) return status;
    }
    return Ok();
  }

  Status Line(const yaml::Node& node) {
    const std::vector<std::string> keys = {"product", "category", "service", "when", "fields"};
    if (Status status = reader_.Mapping(node, keys); !status) return status;
    SigmaLine line;
    for (const auto& [key, to] : {std::pair{"product", &line.attributes.product},
                                  std::pair{"category", &line.attributes.category},
                                  std::pair{"service", &line.attributes.service}}) {
      if (const yaml::Node* value = node.Find(key)) {
        DCV_TRY(*to, reader_.Text(*value));
      }
    }
    if (line.attributes == Attributes{}) {
      return reader_.Fail(node, "expected a product, a category or a service");
    }
    if (Status status = When(node, line); !status) return status;
    // Kept as the fields' names, however the file spells them.
    const Status status =
        reader_.ForEach(node.Find("fields"), [&](const yaml::Node& name) -> Status {
          DCV_TRY(const Field* field, Known(name));
          const auto& names = line.fields;
          if (std::find(names.begin(), names.end(), field->name) == names.end()) {
            line.fields.push_back(field->name);
          }
          return Ok();
        });
    if (!status) return status;
    out_.sigma.push_back(std::move(line));
    return Ok();
  }

  Result<const Field*> Known(const yaml::Node& name) const {
    const Field* field = out_.Find(name.scalar);
    if (field != nullptr) return field;
    return reader_.Fail(name, "no field '" + Printable(name.scalar) + "' in `fields`");
  }

  Status When(const yaml::Node& node, SigmaLine& line) const {
    const yaml::Node* when = node.Find("when");
    if (when == nullptr) return Ok();
    if (when->items.empty()) return reader_.Fail(*when, "expected a list of alternatives");
    for (const yaml::Node& alternative : when->items) {
      if (alternative.members.empty()) return reader_.Fail(alternative, "expected field: values");
      Implied& implied = line.when.emplace_back();
      for (const auto& [key, value] : alternative.members) {
        if (Result<const Field*> known = Known(key); !known) return known.error();
        DCV_TRY(std::vector<std::string> values, reader_.Texts(&value));
        if (values.empty()) return reader_.Fail(value, "expected at least one value");
        implied.fields.emplace_back(key.scalar, std::move(values));
      }
    }
    return Ok();
  }

  const yaml::Node& root_;
  YamlReader reader_;
  std::vector<Shape> shapes_;
  Source out_;
};

}  // namespace

Result<Source> ReadSource(std::string_view text, std::string_view file) {
  DCV_TRY(const std::vector<yaml::Node> documents, yaml::Parse(text, file));
  if (documents.size() != 1) {
    return InvalidInput(std::string(file) + ":1:1: expected one document, not " +
                        std::to_string(documents.size()));
  }
  return SourceReader(documents[0], file).Read(NameOf(file));
}

}  // namespace dcv::logsource
