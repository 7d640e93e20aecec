// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/text.h"
#include "logsource/load.h"

namespace dcv::logsource {
namespace {

constexpr std::array<std::string_view, 6> kTypes = {"string", "number", "boolean",
                                                    "ip",     "time",   "object"};

const std::vector<std::string>& Keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> out = {"paths", "spellings", "values", "type", "note"};
    out.insert(out.end(), kDialects.begin(), kDialects.end());
    return out;
  }();
  return keys;
}

class FieldReader {
 public:
  FieldReader(const YamlReader& reader, const std::vector<Shape>& shapes)
      : reader_(reader), shapes_(shapes) {}

  Status Read(const yaml::Member& member) {
    Field field;
    field.name = member.key.scalar;
    if (field.name.empty()) return reader_.Fail(member.key, "the field's name is empty");
    const yaml::Node& node = member.value;
    if (Status status = reader_.Mapping(node, Keys()); !status) return status;
    if (Status status = Claim(member.key, field.name); !status) return status;
    if (Status status = ReadPaths(member, field); !status) return status;
    if (Status status = ReadType(node, field); !status) return status;
    if (Status status = ReadValues(node, field); !status) return status;
    if (Status status = ReadTexts(node, field); !status) return status;
    fields.push_back(std::move(field));
    return Ok();
  }

  // After all names, so that the fault is at the spelling.
  Status ReadSpellings(const yaml::Node& node, Field& field) {
    return reader_.ForEach(node.Find("spellings"), [&](const yaml::Node& spelling) -> Status {
      DCV_TRY(std::string text, reader_.Text(spelling));
      if (Status status = Claim(spelling, text); !status) return status;
      field.spellings.push_back(std::move(text));
      return Ok();
    });
  }

  std::vector<Field> fields;

 private:
  Status Claim(const yaml::Node& node, const std::string& name) {
    const auto [found, fresh] = claimed_.emplace(name, node.line);
    if (fresh) return Ok();
    return reader_.Fail(node, "the name '" + Printable(name) + "' is taken by line " +
                                  std::to_string(found->second));
  }

  Status ReadPaths(const yaml::Member& member, Field& field) {
    std::vector<Path> paths;
    if (const yaml::Node* list = member.value.Find("paths")) {
      DCV_TRY(paths, reader_.Paths(list));
    } else {
      DCV_TRY(paths, reader_.Paths(&member.key));
    }
    field.paths = PutIntoShapes(paths, shapes_);
    return Ok();
  }

  Status ReadType(const yaml::Node& node, Field& field) {
    const yaml::Node* type = node.Find("type");
    if (type == nullptr) return Ok();
    const auto found = std::find(kTypes.begin(), kTypes.end(), type->scalar);
    if (found == kTypes.end()) {
      return reader_.Fail(
          *type, "unknown type '" + Printable(type->scalar) + "'",
          "there are: " + Join(std::vector<std::string>(kTypes.begin(), kTypes.end()), " "));
    }
    field.type = static_cast<FieldType>(found - kTypes.begin());
    return Ok();
  }

  Status ReadValues(const yaml::Node& node, Field& field) {
    const yaml::Node* values = node.Find("values");
    if (values == nullptr) return Ok();
    if (values->members.empty()) return reader_.Fail(*values, "expected values and what they are");
    for (const auto& [key, value] : values->members) {
      ValueMap map;
      map.from = key.scalar;
      const yaml::Node* to = &value;
      if (value.kind == yaml::Kind::kMapping) {
        if (Status status = reader_.Mapping(value, {"not"}); !status) return status;
        DCV_TRY(to, reader_.Member(value, "not"));
        map.negated = true;
      }
      DCV_TRY(map.to, reader_.Texts(to));
      if (map.to.empty()) return reader_.Fail(*to, "expected at least one value");
      field.values.push_back(std::move(map));
    }
    return Ok();
  }

  Status ReadTexts(const yaml::Node& node, Field& field) {
    for (const auto& [key, value] : node.members) {
      const bool note = key.scalar == "note";
      const bool dialect =
          std::find(kDialects.begin(), kDialects.end(), key.scalar) != kDialects.end();
      if (!note && !dialect) continue;
      DCV_TRY(std::string text, reader_.Text(value));
      (note ? field.note : field.columns[key.scalar]) = std::move(text);
    }
    return Ok();
  }

  const YamlReader& reader_;
  const std::vector<Shape>& shapes_;
  std::map<std::string, size_t> claimed_;  // name -> line
};

}  // namespace

Result<std::vector<Field>> ReadFields(const YamlReader& reader, const yaml::Node& fields,
                                      const std::vector<Shape>& shapes) {
  if (fields.members.empty()) return reader.Fail(fields, "expected fields");
  FieldReader out(reader, shapes);
  for (const yaml::Member& member : fields.members) {
    if (Status status = out.Read(member); !status) return status.error();
  }
  for (size_t i = 0; i < fields.members.size(); ++i) {
    if (Status status = out.ReadSpellings(fields.members[i].value, out.fields[i]); !status) {
      return status.error();
    }
  }
  return std::move(out.fields);
}

}  // namespace dcv::logsource
